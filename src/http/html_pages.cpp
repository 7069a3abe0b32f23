#include "http/html_pages.h"

#include "http/url.h"

namespace narvi::http {
namespace {

struct PageText {
  int status;
  std::string_view title;
  std::string_view details;
};

PageText text_of(ErrorPage page) {
  switch (page) {
    case ErrorPage::kBadRequest:
      return {400, "Bad Request (400)", ""};
    case ErrorPage::kForbidden:
      return {403, "403 Forbidden", ""};
    case ErrorPage::kNotFound:
      return {404, "Not Found", "The requested resource was not found on this server."};
    case ErrorPage::kServerError:
      break;
  }
  return {500, "Server Error (500)", ""};
}

}  // namespace

Response error_page(ErrorPage page, int django_major) {
  const PageText text = text_of(page);
  Response response;
  response.status = text.status;
  response.add("Content-Type", django_major < 4 ? "text/html" : "text/html; charset=utf-8");
  response.body.append("\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>")
      .append(text.title)
      .append("</title>\n</head>\n<body>\n  <h1>")
      .append(text.title)
      .append("</h1><p>")
      .append(text.details)
      .append("</p>\n</body>\n</html>\n");
  return response;
}

Response redirect(int status, std::string_view location) {
  Response response;
  response.status = status;
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Location", iri_to_uri(location));
  return response;
}

}  // namespace narvi::http
