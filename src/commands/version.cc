#include "commands/version.h"

#include <fmt/format.h>
#include <idn2.h>

#include <CLI/Version.hpp>

#include "commands/config_file.h"
#include "dns/cares.h"
#include "net/tls.h"
#include "report/json_parts.h"
#include "smtp/auth.h"

namespace commands {

std::string version_text() {
  return fmt::format(
      "ehlo {}\n{}\nc-ares {}\nlibgsasl {}\nlibidn2 {}\nRE2 {}\nfmt {}.{}.{}\nnlohmann-json {}\n"
      "toml++ {}\nCLI11 {}\n",
      EHLO_VERSION, net::tls_library_version(), dns::cares_version(), smtp::sasl_library_version(),
      ::idn2_check_version(nullptr), EHLO_RE2_VERSION, FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
      FMT_VERSION % 100, report::json_library_version(), toml_library_version(), CLI11_VERSION);
}

}  // namespace commands
