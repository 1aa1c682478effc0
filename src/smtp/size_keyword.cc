#include "smtp/size_keyword.h"

namespace smtp {

std::optional<std::string_view> wrong_size(const Extensions& extensions) {
  const auto text = extensions.parameters("SIZE");
  if (!text || text->find_first_not_of("0123456789") == std::string_view::npos) return std::nullopt;
  return text;
}

}  // namespace smtp
