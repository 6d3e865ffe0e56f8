"""The identity provider, by OpenID Connect: access tokens of programs, and people who sign in at the console.

A person is a subject of the issuer (`https://login.example#1234`), whatever name the provider shows for them.
"""
