#include "commands/rate.h"

#include <fmt/format.h>

#include "base/text.h"

namespace commands {

base::Result<double> parse_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view unit = slash == std::string_view::npos ? "s" : text.substr(slash + 1);
  const auto value = base::parse_number(text.substr(0, slash), 1'000'000);
  const double seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
  if (!value || *value == 0 || seconds == 0)
    return base::fail(
        base::ErrorKind::parse,
        fmt::format("'{}' is not a rate: write 50/s, 600/m or 10/h", base::printable(text)));
  return static_cast<double>(*value) / seconds;
}

}  // namespace commands
