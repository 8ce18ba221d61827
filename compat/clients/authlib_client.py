"""Authlib: plain OAuth, the id_token by the keys, userinfo, refresh, revoke."""
import json
import os
import sys

from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import jwt
from authlib.oidc.core import CodeIDToken
import requests

issuer = os.environ['ISSUER']
client = OAuth2Session(
    os.environ['CLIENT_ID'], os.environ['CLIENT_SECRET'], scope='openid', redirect_uri=os.environ['REDIRECT_URI'],
    token_endpoint_auth_method='client_secret_post')
nonce = 'YXV0aGxpYi1ub25jZS0x'
url, state = client.create_authorization_url(issuer + '/oauth/authorize', nonce=nonce)
print(url, flush=True)

callback = sys.stdin.readline().strip()
token = client.fetch_token(issuer + '/oauth/token', authorization_response=callback, state=state)
keys = requests.get(issuer + '/oauth/jwks').json()
claims = jwt.decode(token['id_token'], keys, claims_cls=CodeIDToken, claims_options={'iss': {'values': [issuer]}},
                    claims_params={'nonce': nonce, 'client_id': client.client_id, 'access_token': token['access_token']})
claims.validate()
userinfo = client.get(issuer + '/oauth/userinfo').json()
assert userinfo['sub'] == claims['sub']
client.refresh_token(issuer + '/oauth/token', token['refresh_token'])
assert client.revoke_token(issuer + '/oauth/revoke', client.token['access_token']).status_code == 200
print(json.dumps({'orcid': claims['sub'], 'name': token['name'],
                  'did': ['id_token', 'userinfo', 'refresh', 'revoke']}))
