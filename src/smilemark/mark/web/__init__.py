"""Pages, a module per subject; each names its own addresses (``urlpatterns``) and section (``SECTION``)."""
