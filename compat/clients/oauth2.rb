# The oauth2 gem: plain OAuth, a record, refresh.
require 'json'
require 'oauth2'

issuer = ENV.fetch('ISSUER')
redirect_uri = ENV.fetch('REDIRECT_URI')
client = OAuth2::Client.new(ENV.fetch('CLIENT_ID'), ENV.fetch('CLIENT_SECRET'),
                            site: issuer, authorize_url: '/oauth/authorize', token_url: '/oauth/token',
                            auth_scheme: :request_body)
puts client.auth_code.authorize_url(redirect_uri: redirect_uri, scope: '/authenticate', state: 'b2F1dGgyLWdlbS1zdGF0ZQ')
$stdout.flush
callback = URI.decode_www_form(URI.parse($stdin.readline.strip).query).to_h
token = client.auth_code.get_token(callback.fetch('code'), redirect_uri: redirect_uri)
person = token.get("/pub/v3.0/#{token.params['orcid']}/person", headers: { 'Accept' => 'application/json' }).parsed
raise 'another record' unless person['name']['given-names']['value'] == 'Sofia'
token.refresh!
puts JSON.generate(orcid: token.params['orcid'], name: token.params['name'], did: %w[record refresh])
