// "v=DMARC1; p=none; rua=mailto:a@example.com": the notation of DKIM, DMARC, BIMI, MTA-STS and
// TLS-RPT records (RFC 6376 section 3.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"

namespace policy {

constexpr std::size_t kMaxTags = 100;

struct Tag {
  std::string name;   // as written: names are compared with case
  std::string value;  // one line, safe to print, without blanks at either end
  std::size_t column = 0, value_column = 0;
};

struct TagList {
  std::vector<Tag> tags;

  const Tag* find(std::string_view name) const;         // the first one
  std::string_view value(std::string_view name) const;  // empty when there is none
};

// Every piece between semicolons must be NAME=VALUE; the last may be empty. What may stand in a
// value is left to whoever reads it, but for bytes that are no text.
Parsed<TagList> parse_tag_list(std::string_view text);

// The same piece by piece: what is no tag, or one too many, spoils none of the others.
struct BadPiece {
  Finding fault;
  std::size_t at = 0, size = 0;  // with the semicolon in front of it
};
struct LooseTagList {
  TagList list;  // may hold a name more than once
  std::vector<BadPiece> bad;
};
LooseTagList parse_tags(std::string_view text);

// True when the first tag is v= with exactly `version`.
bool begins_with_version(std::string_view text, std::string_view version);

// What a tag says, for a person: {"p=reject", "mail that fails is to be refused"}.
struct TagMeaning {
  std::string tag;
  std::string meaning;
};

// With a semicolon where one is missing between two tags of these names: "p=none rua=mailto:..."
// and "p=none, rua=mailto:...". As long as `text`, so that columns are those of both.
std::string with_semicolons(std::string_view text, const std::vector<std::string>& names);

}  // namespace policy
