"""Gives a token for an e-mail and a password, and takes it back."""

from typing import Any

from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.throttles import TokenAddressThrottle, TokenPersonThrottle


class Tokens(QuerySet[Token]):
    """Sentences about tokens."""

    def of(self, person: Any) -> "Tokens":
        """The token of a person, if they have one."""
        return self.filter(user=person)


class Credentials(serializers.Serializer[Any]):
    """Who asks."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find the person; one sentence for a wrong e-mail and a wrong password."""
        person = authenticate(
            self.context["request"], username=attrs["email"], password=attrs["password"]
        )
        if person is None:
            raise serializers.ValidationError(_("E-mail and password do not match."))
        return {"person": person}


class TokenAnswer(serializers.Serializer[Any]):
    """The token, for the header `Authorization: Token …`."""

    token = serializers.CharField()


class TokenView(APIView):
    """The token of a person."""

    def get_permissions(self) -> list[Any]:
        """Everybody may ask for one; whoever has one may take it back."""
        return [IsAuthenticated()] if self.request.method == "DELETE" else [AllowAny()]

    def get_throttles(self) -> list[Any]:
        """Passwords are guessed slowly."""
        if self.request.method == "POST":
            return [TokenAddressThrottle(), TokenPersonThrottle()]
        return super().get_throttles()

    @extend_schema(
        tags=["token"],
        request=Credentials,
        responses={200: TokenAnswer, 400: OpenApiResponse(description="They do not match.")},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Get a token for an e-mail and a password."""
        credentials = Credentials(data=request.data, context={"request": request})
        credentials.is_valid(raise_exception=True)
        token, _is_new = Token.objects.get_or_create(user=credentials.validated_data["person"])
        return Response({"token": token.key})

    @extend_schema(tags=["token"], request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Make your token worthless; asking again gives another one."""
        Tokens(Token).of(request.user).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)
