#include "report/banner_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "banner/trouble.h"
#include "base/text.h"
#include "base/wrap.h"
#include "report/verdict_paint.h"

namespace report {
namespace {

using banner::ServerReport;
using base::printable;

constexpr std::size_t kName = 26, kSoftware = 22;
constexpr std::size_t kVerdict = 9, kIndent = 2;
constexpr std::size_t kLeastText = 30, kMostText = 300;

std::string software_text(const banner::Software& software) {
  if (software.id.empty()) return "";
  std::string text(software.name);
  if (!software.version.empty()) text += " " + software.version;
  switch (software.confidence) {
    case banner::Confidence::guess:
      return text + "??";
    case banner::Confidence::likely:
      return text + "?";
    case banner::Confidence::certain:
      return text;
  }
  return text;
}

// The rows of a text under a margin, the first one behind what stands there already.
std::string hanging(std::string_view text, std::size_t margin, const BannerStyle& style) {
  const std::size_t width = std::max(kLeastText, style.columns - std::min(style.columns, margin));
  const auto rows = base::wrapped(text.substr(0, kMostText * 4), width);
  return fmt::format("{}\n", fmt::join(rows, "\n" + std::string(margin, ' ')));
}

std::string noted(policy::Verdict verdict, std::string_view text, std::string_view fix,
                  const BannerStyle& style) {
  const std::size_t margin = kIndent + kVerdict;
  const std::string_view name = policy::verdict_name(verdict);
  std::string out =
      fmt::format("{:{}}{}{:{}}{}", "", kIndent, style.paint.paint(paint_of(verdict), name), "",
                  kVerdict - name.size(), hanging(text, margin, style));
  if (!fix.empty()) out += std::string(margin, ' ') + hanging(fix, margin, style);
  return out;
}

std::string first_line(const ServerReport& report, const BannerStyle& style) {
  const banner::Look& look = report.look;
  const std::string& target = report.host.empty() ? report.target : report.host;
  const std::string code = look.reply ? std::to_string(look.reply->code) : "-";
  const bool named = look.reply && !look.greeting.name.empty();
  const std::string name = named ? printable(look.greeting.name.substr(0, kMostText)) : "-";
  const std::string delay = look.reply ? base::show_duration(look.delay) : "-";
  return fmt::format("{:<{}} {} {:<{}} {:<{}} {:>7}\n", printable(target), style.target_width,
                     style.paint.paint(paint_of(report.verdict()), fmt::format("{:<4}", code)),
                     name, kName, software_text(look.software), kSoftware, delay);
}

// In one line, however long: it is searched for words.
std::string capabilities(const smtp::Extensions& extensions) {
  std::string line(kIndent, ' ');
  for (const smtp::Extension& one : extensions.all()) {
    std::string parameters = one.parameters;
    std::ranges::replace(parameters, ' ', ',');
    line += fmt::format("{}{}{}{}", line.size() > kIndent ? " " : "", printable(one.keyword),
                        parameters.empty() ? "" : "=", printable(parameters));
  }
  return line + (extensions.all().empty() ? "no extensions\n" : "\n");
}

}  // namespace

std::string banner_header(const BannerStyle& style) {
  return style.paint.paint(Paint::note, fmt::format("{:<{}} {:<4} {:<{}} {:<{}} {:>7}", "SERVER",
                                                    style.target_width, "CODE", "NAME", kName,
                                                    "SOFTWARE", kSoftware, "DELAY")) +
         "\n";
}

std::string banner_text(const ServerReport& report, const BannerStyle& style) {
  const banner::Look& look = report.look;
  std::string text = first_line(report, style);
  if (look.hello && look.hello->ok()) text += capabilities(look.extensions);
  if (look.early_talk == banner::EarlyTalk::refused)
    text += noted(policy::Verdict::pass, "refuses who talks before the greeting", "", style);
  for (const policy::Finding& finding : look.findings)
    text += noted(policy::verdict_of(finding.level), finding.text, finding.fix, style);
  if (!report.reverse.trouble.empty())
    text += noted(policy::Verdict::unknown, report.reverse.trouble, "", style);
  if (look.error)
    text += noted(banner::verdict_of(*look.error, report.obstacle), look.error->text, look.advice,
                  style);
  return text;
}

}  // namespace report
