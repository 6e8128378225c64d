"""Every address of the installation: probes, admin, account pages and the product's own doors."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from hrsite import errors, health
from profiles.selfservice import accounts

handler400 = "hrsite.errors.bad_request"
handler403 = "hrsite.errors.permission_denied"
handler404 = "hrsite.errors.not_found"
handler500 = "hrsite.errors.server_error"

account_urls: list[URLPattern] = [
    path("sign-in/", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out/", accounts.SignOut.as_view(), name="sign-out"),
    path("password/", accounts.PasswordChange.as_view(), name="password-change"),
    path("password/done/", accounts.PasswordChangeDone.as_view(), name="password-change-done"),
    path("reset/", accounts.PasswordReset.as_view(), name="password-reset"),
    path("reset/sent/", accounts.PasswordResetDone.as_view(), name="password-reset-done"),
    path("reset/done/", accounts.PasswordResetComplete.as_view(), name="password-reset-complete"),
    path("reset/<uidb64>/<token>/", accounts.PasswordResetConfirm.as_view(), name="password-reset-confirm"),
    path("invitation/<uidb64>/<token>/", accounts.Invitation.as_view(), name="invitation"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    *account_urls,
    path("", include("profiles.urls")),
    # Has to stay last: whatever is not found above ends here.
    re_path(r"", errors.nothing_here, name="nothing-here"),
]
