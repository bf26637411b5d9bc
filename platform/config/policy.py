"""The content security policy by part of the site: strict for all, a little wider for the admin."""

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

ADMIN = "/admin/"
# The admin's toolkit evaluates the expressions in its attributes and sets its colours inline;
# scripts still come from this site alone.
WIDER = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}


class PolicyMiddleware(CSPMiddleware):
    """Sends the policy of `settings.CONTENT_SECURITY_POLICY`."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - the signature of the package
    ) -> PolicyParts:
        """The site's policy, and what the admin needs beyond it."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(ADMIN):
            parts.update = {**(parts.update or {}), **WIDER}
        return parts
