"""requests-oauthlib: plain OAuth with Basic, and a record."""
import json
import os
import sys

os.environ['OAUTHLIB_INSECURE_TRANSPORT'] = '1'
from requests_oauthlib import OAuth2Session  # noqa: E402

issuer = os.environ['ISSUER']
client = OAuth2Session(os.environ['CLIENT_ID'], scope=['/authenticate'], redirect_uri=os.environ['REDIRECT_URI'])
url, state = client.authorization_url(issuer + '/oauth/authorize')
print(url, flush=True)

callback = sys.stdin.readline().strip()
token = client.fetch_token(issuer + '/oauth/token', authorization_response=callback,
                           client_secret=os.environ['CLIENT_SECRET'])
person = client.get(issuer + '/pub/v3.0/' + token['orcid'] + '/person', headers={'accept': 'application/json'}).json()
assert person['name']['given-names']['value'] == 'Sofia'
client.refresh_token(issuer + '/oauth/token', client_id=os.environ['CLIENT_ID'],
                     client_secret=os.environ['CLIENT_SECRET'])
print(json.dumps({'orcid': token['orcid'], 'name': token['name'], 'did': ['basic', 'record', 'refresh']}))
