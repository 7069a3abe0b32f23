#pragma once
// Django's plain HTML answers: the pages a site shows that has no templates of its own, and bare redirects.

#include <string>

#include "http/response.h"

namespace narvi::http {

enum class ErrorPage {
  kBadRequest,   ///< 400 `Bad Request (400)`: a Host that is not allowed, too many form fields
  kForbidden,    ///< 403 `403 Forbidden`
  kNotFound,     ///< 404 `Not Found`: no route
  kServerError,  ///< 500 `Server Error (500)`
};

/// The page with its status and Content-Type. The bytes are the same in Django 3.2 to 6.1 (they begin with a
/// line feed); the type is `text/html` in 3.2 and has `; charset=utf-8` from 4.0 on (contract drf §6.4).
/// `django_major` is the first number of `[compat] django`.
Response error_page(ErrorPage page, int django_major);

/// Django's HttpResponseRedirect and HttpResponsePermanentRedirect: an empty body of type
/// `text/html; charset=utf-8`. `location` is passed through iri_to_uri.
Response redirect(int status, std::string_view location);

}  // namespace narvi::http
