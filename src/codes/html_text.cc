#include "codes/html_text.h"

#include "base/text.h"

namespace codes {
namespace {

bool ends_line(std::string_view tag) {
  const std::string name = base::to_lower(tag.substr(0, tag.find_first_of(" \t\n/>", 1)));
  return name == "br" || name == "p" || name == "/p" || name == "div" || name == "/div" ||
         name == "/tr" || name == "/li" || name == "/h1" || name == "/h2" || name == "/h3";
}

// What "&lt;" and its like stand for; the rest of them stay.
char character_of(std::string_view entity) {
  if (entity == "&lt;") return '<';
  if (entity == "&gt;") return '>';
  if (entity == "&amp;") return '&';
  if (entity == "&quot;") return '"';
  if (entity == "&#39;" || entity == "&apos;") return '\'';
  return entity == "&nbsp;" ? ' ' : '\0';
}

}  // namespace

std::string without_tags(std::string_view html) {
  constexpr std::size_t kLongestEntity = 8;
  std::string text;
  for (std::size_t at = 0; at < html.size(); ++at) {
    if (html[at] == '<') {
      const std::size_t end = html.find('>', at);
      if (ends_line(html.substr(at + 1, end - at - 1))) text += '\n';
      if (end == html.npos) break;
      at = end;
    } else if (const std::size_t end =
                   html[at] == '&' ? html.substr(at, kLongestEntity).find(';') : html.npos;
               end != html.npos && character_of(html.substr(at, end + 1)) != '\0') {
      text += character_of(html.substr(at, end + 1));
      at += end;
    } else {
      text += html[at];
    }
  }
  return text;
}

}  // namespace codes
