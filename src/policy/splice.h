// Changes to a record's text, so that the whole of it, mended, can be told.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace policy {

// `size` bytes from `at` on become `text`.
struct Splice {
  std::size_t at = 0, size = 0;
  std::string text;
};

// All of them at once: each counts in `text` as it was. Those at one place keep their order; what
// begins inside another is left out.
std::string spliced(std::string_view text, std::vector<Splice> splices);

// In a list of tags that begins with its version ("v=DMARC1; p=none"), whatever else is wrong in
// it. A tag that is not there comes behind the others, p= behind the version.
Splice set_tag(std::string_view list, std::string_view name, std::string_view value);
// Changes nothing when it is not there.
Splice drop_tag(std::string_view list, std::string_view name);

}  // namespace policy
