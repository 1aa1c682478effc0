#include <algorithm>
#include <cstdint>

#include "banner/server_report.h"
#include "base/text.h"
#include "report/banner_text.h"
#include "report/json_banner.h"

// The lines of a greeting; behind an empty one those of the reply to EHLO.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smtp::Reply greeting{220, {}}, hello{250, {}};
  smtp::Reply* reply = &greeting;
  for (const auto line : base::split({reinterpret_cast<const char*>(data), size}, '\n')) {
    if (line.empty()) reply = &hello;
    if (!line.empty()) reply->lines.emplace_back(line);
  }
  banner::ServerReport report;
  report.look.greeting = banner::read_greeting(greeting);
  report.look.software = banner::recognise(report.look.greeting, &hello);
  report.look.findings = banner::greeting_findings(greeting, base::Duration(9000));
  for (auto& finding : banner::hello_findings(hello, report.look.greeting))
    report.look.findings.push_back(std::move(finding));
  report.look.extensions = smtp::Extensions::parse(hello);
  report.look.reply = std::move(greeting);
  report.look.hello = std::move(hello);
  const std::string shown = report::banner_text(report, {}) + report::json_of(report, 1, 1, {});
  for (const auto line : base::split(shown, '\n'))
    if (!base::is_printable(line) && !std::ranges::count(line, '\\')) __builtin_trap();
  return 0;
}
