# Net::OAuth2: plain OAuth with Basic, and refresh.
use strict;
use warnings;
use JSON::PP;
use Net::OAuth2::Profile::WebServer;
use URI;

$| = 1;
my $issuer = $ENV{ISSUER};
my $profile = Net::OAuth2::Profile::WebServer->new(
    client_id         => $ENV{CLIENT_ID},
    client_secret     => $ENV{CLIENT_SECRET},
    redirect_uri      => $ENV{REDIRECT_URI},
    scope             => '/authenticate',
    state             => 'bmV0LW9hdXRoMi1zdGF0ZQ',
    authorize_url     => "$issuer/oauth/authorize",
    access_token_url  => "$issuer/oauth/token",
    refresh_token_url => "$issuer/oauth/token",
);
print $profile->authorize, "\n";
chomp(my $callback = <STDIN>);
my %answer = URI->new($callback)->query_form;
my $token = $profile->get_access_token($answer{code});
my ($orcid, $name) = ($token->attribute('orcid'), $token->attribute('name'));
$token->refresh;
print encode_json({ orcid => $orcid, name => $name, did => ['basic', 'refresh'] }), "\n";
