// golang.org/x/oauth2 and go-oidc: the id_token by the keys that discovery leads to, userinfo.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/oauth2"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, os.Getenv("ISSUER"))
	check(err)
	config := oauth2.Config{
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		RedirectURL:  os.Getenv("REDIRECT_URI"),
		Scopes:       []string{oidc.ScopeOpenID},
		Endpoint:     provider.Endpoint(),
	}
	fmt.Println(config.AuthCodeURL("Z28tb2F1dGgyLXN0YXRlLTE", oidc.Nonce("Z28tb2F1dGgyLW5vbmNlLTE")))
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	check(err)
	callback, err := url.Parse(strings.TrimSpace(line))
	check(err)
	token, err := config.Exchange(ctx, callback.Query().Get("code"))
	check(err)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(ctx, token.Extra("id_token").(string))
	check(err)
	check(idToken.VerifyAccessToken(token.AccessToken))
	userinfo, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	check(err)
	if userinfo.Subject != idToken.Subject {
		check(fmt.Errorf("userinfo is about %s", userinfo.Subject))
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"orcid": idToken.Subject, "name": token.Extra("name"), "did": []string{"discovery", "id_token", "userinfo"},
	}))
}
