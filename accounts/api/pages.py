"""Lists of the API come in pages."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`?page=2&page_size=50`; a page that does not exist is a 404."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100
