"""The app's only door to the law: ``intake`` (application to verification) and ``results`` (what is decided and issued)."""
