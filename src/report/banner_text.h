// What `ehlo banner` tells of servers, as text for people: a line for each, and below it what is
// worth knowing.
#pragma once

#include <cstddef>
#include <string>

#include "banner/server_report.h"
#include "report/style.h"

namespace report {

struct BannerStyle {
  Style paint{false};
  std::size_t columns = 80;
  std::size_t target_width = 24;  // of the first column
};

// "TARGET  CODE  NAME  SOFTWARE  DELAY", in the columns of banner_text(). Software that is guessed
// has a question mark, or two.
std::string banner_header(const BannerStyle& style);

// Nothing of it is raw: a server's bytes are made visible.
std::string banner_text(const banner::ServerReport& report, const BannerStyle& style);

}  // namespace report
