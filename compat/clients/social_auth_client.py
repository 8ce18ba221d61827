"""Python Social Auth: its ORCID backend, at the addresses of the fake."""
import json
import os
import sys
from urllib.parse import parse_qsl, urlsplit

from social_core.backends.orcid import ORCIDOAuth2
from social_core.storage import BaseStorage
from social_core.strategy import BaseStrategy

issuer = os.environ['ISSUER']


class FakeOrcid(ORCIDOAuth2):
    AUTHORIZATION_URL = issuer + '/oauth/authorize'
    ACCESS_TOKEN_URL = issuer + '/oauth/token'
    USER_ID_URL = issuer + '/oauth/userinfo'

    def user_data(self, access_token, *args, **kwargs):
        # The backend reads version 2.0 without asking for JSON.
        headers = {'Authorization': 'Bearer ' + access_token, 'Accept': 'application/json'}
        orcid = self.get_json(self.USER_ID_URL, headers=headers)['sub']
        return self.get_json(issuer + '/pub/v3.0/' + orcid + '/record', headers=headers)


class Strategy(BaseStrategy):
    def __init__(self):
        self.session, self.data = {}, {}
        super().__init__(BaseStorage)

    def get_setting(self, name):
        # A setting that there is not is a KeyError, which makes it the default.
        return os.environ[{'KEY': 'CLIENT_ID', 'SECRET': 'CLIENT_SECRET'}[name.rsplit('_', 1)[-1]]]

    def request_data(self, merge=True):
        return self.data

    def request_host(self):
        return '127.0.0.1'

    def build_absolute_uri(self, path=None):
        return path

    def session_get(self, name, default=None):
        return self.session.get(name, default)

    def session_set(self, name, value):
        self.session[name] = value

    def session_pop(self, name):
        return self.session.pop(name, None)

    def authenticate(self, backend, *args, **kwargs):
        return kwargs['response']


strategy = Strategy()
backend = FakeOrcid(strategy, redirect_uri=os.environ['REDIRECT_URI'])
print(backend.auth_url(), flush=True)

strategy.data = backend.data = dict(parse_qsl(urlsplit(sys.stdin.readline().strip()).query))
response = backend.auth_complete()
details = backend.get_user_details(response)
print(json.dumps({'orcid': response['orcid'], 'name': details['first_name'] + ' ' + details['last_name'],
                  'did': ['userinfo', 'record']}))
