# LWP::Authen::OAuth2: plain OAuth, and a record.
use strict;
use warnings;
use JSON::PP;
use LWP::Authen::OAuth2;
use URI;

$| = 1;
my $issuer = $ENV{ISSUER};
my $client = LWP::Authen::OAuth2->new(
    client_id              => $ENV{CLIENT_ID},
    client_secret          => $ENV{CLIENT_SECRET},
    redirect_uri           => $ENV{REDIRECT_URI},
    scope                  => '/authenticate',
    state                  => 'bHdwLWF1dGhlbi1zdGF0ZQ',
    authorization_endpoint => "$issuer/oauth/authorize",
    token_endpoint         => "$issuer/oauth/token",
);
print $client->authorization_url, "\n";
chomp(my $callback = <STDIN>);
my %answer = URI->new($callback)->query_form;
$client->request_tokens(code => $answer{code});
my $token  = decode_json($client->token_string);
my $orcid  = $token->{orcid};
my $person = $client->get("$issuer/pub/v3.0/$orcid/person", Accept => 'application/json');
die $person->as_string unless $person->is_success;
print encode_json({ orcid => $orcid, name => $token->{name}, did => ['record'] }), "\n";
