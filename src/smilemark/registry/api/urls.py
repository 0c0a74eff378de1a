"""Addresses of the public API (``front`` answers them before any middleware; the look-up goes straight to its answer)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.registry.api.v1 import api

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.urls)]
