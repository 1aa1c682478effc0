#include "policy/tag_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"

namespace policy {
namespace {

bool is_name_character(char c) { return base::is_alphanumeric(c) || c == '_'; }

std::size_t offset_in(std::string_view text, std::string_view part) {
  return static_cast<std::size_t>(part.data() - text.data());
}

// Folded white space (RFC 6376 section 3.2) as blanks, so that what is left is safe to print.
std::string with_blanks(std::string_view value) {
  std::string text(value);
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\r' || c == '\n'; }, ' ');
  return text;
}

Parsed<Tag> parse_tag(std::string_view text, std::string_view piece) {
  const std::string_view whole = base::trim(piece);
  const std::size_t column = offset_in(text, whole);
  const std::size_t equals = whole.find('=');
  if (equals == std::string_view::npos)
    return invalid(column, fmt::format("\"{}\" has no equals sign", base::printable(whole)));
  const std::string_view name = base::trim(whole.substr(0, equals));
  const std::string_view raw = base::trim(whole.substr(equals + 1));
  const std::string value = with_blanks(raw);
  if (name.empty() || !std::ranges::all_of(name, is_name_character))
    return invalid(column, fmt::format("\"{}\" is not the name of a tag", base::printable(name)));
  if (!base::is_printable(value))
    return invalid(offset_in(text, raw),
                   fmt::format("the value of {}= holds bytes that are no text", name));
  return Tag{std::string(name), value, column, offset_in(text, raw)};
}

}  // namespace

const Tag* TagList::find(std::string_view name) const {
  const auto found = std::ranges::find(tags, name, &Tag::name);
  return found == tags.end() ? nullptr : &*found;
}

std::string_view TagList::value(std::string_view name) const {
  const Tag* tag = find(name);
  return tag ? std::string_view(tag->value) : std::string_view();
}

bool begins_with_version(std::string_view text, std::string_view version) {
  const std::size_t end = std::min(text.find(';'), text.size());
  const std::string_view first = text.substr(0, end);
  const std::size_t equals = first.find('=');
  return equals != std::string_view::npos && base::trim(first.substr(0, equals)) == "v" &&
         base::trim(first.substr(equals + 1)) == version;
}

Parsed<TagList> parse_tag_list(std::string_view text) {
  TagList list;
  const auto pieces = base::split(text, ';');
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool empty = base::trim(pieces[i]).empty();
    if (empty && i + 1 == pieces.size()) break;
    if (empty)
      return invalid(offset_in(text, pieces[i]), "there is nothing between two semicolons");
    if (list.tags.size() == kMaxTags)
      return invalid(offset_in(text, pieces[i]),
                     fmt::format("there are more than {} tags", kMaxTags));
    auto tag = parse_tag(text, pieces[i]);
    if (!tag) return tl::unexpected(std::move(tag.error()));
    list.tags.push_back(std::move(*tag));
  }
  return list;
}

LooseTagList parse_tags(std::string_view text) {
  LooseTagList found;
  for (const std::string_view piece : base::split(text, ';')) {
    if (base::trim(piece).empty()) continue;
    const std::size_t at = std::max<std::size_t>(offset_in(text, piece), 1) - 1;
    const std::size_t size = offset_in(text, piece) + piece.size() - at;
    if (found.list.tags.size() == kMaxTags) {
      found.bad.push_back(
          {{Level::fail, fmt::format("what stands behind {} tags is too much", kMaxTags), {}, at},
           at,
           text.size() - at});
      break;
    }
    if (auto tag = parse_tag(text, piece))
      found.list.tags.push_back(std::move(*tag));
    else
      found.bad.push_back({std::move(tag.error()), at, size});
  }
  return found;
}

std::string with_semicolons(std::string_view text, const std::vector<std::string>& names) {
  std::string out(text);
  for (const std::string& name : names) {
    const std::string tag = name + "=";
    for (std::size_t at = out.find(tag); at != std::string::npos; at = out.find(tag, at + 1)) {
      const std::size_t end = at == 0 ? std::string::npos : out.find_last_not_of(' ', at - 1);
      if (end == std::string::npos || out[end] == ';') continue;
      if (out[end] == ',')
        out[end] = ';';
      else if (end + 1 < at)
        out[end + 1] = ';';
    }
  }
  return out;
}

}  // namespace policy
