#include "report/mx_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "base/wrap.h"
#include "policy/mail_provider.h"
#include "report/verdict_paint.h"

namespace report {
namespace {

using base::printable;
using policy::Finding;
using policy::MailAddress;
using policy::MailExchanger;
using policy::MailRouting;
using policy::MailRule;
using policy::Row;
using policy::Verdict;

constexpr std::size_t kVerdict = 9, kName = 14;  // columns of a row
constexpr std::size_t kText = 2 + kVerdict + kName;
constexpr std::size_t kLeastText = 30;
constexpr std::size_t kMostLines = 3;  // of a fix that is shown whole without --all

// ---- mail hosts

struct HostLine {
  std::string preference, host, address, ttl, reverse;
};

std::string reverse_of(const MailAddress& address) {
  if (!address.looked_up) return "";
  if (address.names.empty()) return address.trouble.empty() ? "no reverse name" : "not known";
  const auto confirmed = std::ranges::find(address.names, true, &policy::ReverseName::leads_back);
  if (confirmed != address.names.end()) return printable(confirmed->name);
  return printable(address.names.front().name) + " (does not lead back)";
}

std::string preference_of(const MailRouting& routing, const MailExchanger& host) {
  return routing.rule == MailRule::mx ? std::to_string(host.preference) : "-";
}

void add_lines(const MailRouting& routing, const MailExchanger& host,
               std::vector<HostLine>& lines) {
  HostLine line{preference_of(routing, host), printable(host.name), "", "", ""};
  if (host.addresses.empty()) {
    line.address = host.trouble.empty() ? "no address" : "not known";
    lines.push_back(line);
  }
  for (const MailAddress& address : host.addresses) {
    line.address = address.ip.show();
    line.ttl = std::to_string(address.ttl);
    line.reverse = reverse_of(address);
    lines.push_back(std::exchange(line, {}));
  }
}

std::size_t widest(const std::vector<HostLine>& lines, std::string HostLine::*column) {
  std::size_t width = 0;
  for (const HostLine& line : lines) width = std::max(width, (line.*column).size());
  return width;
}

std::string host_table(const MailRouting& routing) {
  std::vector<HostLine> lines{{"PREF", "HOST", "ADDRESS", "TTL", "REVERSE NAME"}};
  for (const MailExchanger& host : routing.hosts) add_lines(routing, host, lines);
  if (lines.size() == 1) return "";
  const std::size_t host = widest(lines, &HostLine::host);
  const std::size_t address = widest(lines, &HostLine::address);
  const std::size_t ttl = widest(lines, &HostLine::ttl);
  std::string text;
  for (const HostLine& line : lines) {
    std::string row = fmt::format("  {:>5}  {:<{}}  {:<{}}  {:>{}}  {}", line.preference, line.host,
                                  host, line.address, address, line.ttl, ttl, line.reverse);
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + '\n';
  }
  return text + '\n';
}

std::string providers_of(const MailRouting& routing) {
  std::vector<std::string_view> names;
  for (const MailExchanger& host : routing.hosts) {
    const std::string_view name = policy::mail_provider(host.name);
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names.empty() ? "" : fmt::format(" ({})", fmt::join(names, ", "));
}

std::string title(const policy::DomainReport& report) {
  const std::string unicode = dns::to_unicode(report.domain);
  std::string text = printable(report.domain);
  if (unicode != report.domain) text += fmt::format(" ({})", printable(unicode));
  if (report.routing) text += providers_of(*report.routing);
  return text + '\n';
}

// ---- rows

class RowText {
 public:
  RowText(const Row& row, const MxStyle& style) : row_(row), style_(style) {}

  std::string text() {
    if (style_.explain) note(std::string(policy::page_of(row_.topic).purpose) + ":");
    const bool whole = is_whole();
    if (style_.all || row_.verdict() == Verdict::pass) line(row_.verdict(), row_.summary);
    if (style_.all)
      for (const std::string& detail : row_.details) indented(detail);
    for (const Finding& finding : row_.findings)
      if (whole || &finding == &row_.findings.front()) show(finding);
    for (const std::string& trouble : row_.trouble)
      if (whole || (row_.findings.empty() && &trouble == &row_.trouble.front()))
        line(Verdict::unknown, trouble);
    if (!whole) count_the_rest();
    return std::move(text_);
  }

 private:
  // Every finding, whole: where mail goes is what was asked first.
  bool is_whole() const { return style_.all || row_.topic == policy::Topic::mx; }

  void show_all(const std::vector<std::string_view>& rows) {
    for (const std::string_view row : rows) indented(row);
  }

  std::size_t width() const { return std::max(style_.columns, kText + kLeastText) - kText; }

  void line(Verdict verdict, std::string_view text) {
    const auto rows = base::wrapped(text, width());
    const std::string_view name = named_ ? "" : policy::page_of(row_.topic).name;
    named_ = true;
    text_ +=
        "  " +
        style_.paint.paint(paint_of(verdict),
                           fmt::format("{:<{}}", policy::verdict_name(verdict), kVerdict)) +
        fmt::format("{:<{}}{}\n", name, kName, fmt::join(rows, "\n" + std::string(kText, ' ')));
  }

  void indented(std::string_view text) { text_ += fmt::format("{:{}}{}\n", "", kText, text); }

  void note(std::string_view text) {
    for (const std::string& row : base::wrapped(text, std::max(style_.columns, kText) - 2))
      text_ += "  " + style_.paint.paint(Paint::note, row) + '\n';
  }

  void show(const Finding& finding) {
    line(policy::verdict_of(finding.level), finding.text);
    if (finding.fix.empty()) return;
    const auto rows = base::split(finding.fix, '\n');
    if (is_whole() || rows.size() <= kMostLines) return show_all(rows);
    indented(rows.front());
    indented(fmt::format("({} lines: see --all)", rows.size() - 1));
  }

  void count_the_rest() {
    const std::size_t all = row_.findings.size() + row_.trouble.size();
    if (all > 1) indented(fmt::format("and {} more: see --all", all - 1));
  }

  const Row& row_;
  const MxStyle& style_;
  std::string text_;
  bool named_ = false;
};

std::string short_hosts(const MailRouting& routing, const std::string& prefix) {
  if (routing.rule == MailRule::null_mx) return prefix + "0 .\n";
  std::string text;
  for (const MailExchanger& host : routing.hosts) {
    text += fmt::format("{}{} {}", prefix, preference_of(routing, host), printable(host.name));
    for (const MailAddress& address : host.addresses) text += ' ' + address.ip.show();
    text += '\n';
  }
  return text;
}

// What is wrong with it, or what there is.
std::string_view gist(const Row& row) {
  return !row.findings.empty()  ? row.findings.front().text
         : !row.trouble.empty() ? row.trouble.front()
                                : row.summary;
}

std::string short_row(const Row& row) {
  return fmt::format("{} {} {}\n", policy::page_of(row.topic).name,
                     policy::verdict_name(row.verdict()), gist(row));
}

bool names_a_host(const MailRouting& routing) {
  const auto may_be_one = [](const MailExchanger& host) {
    return !host.addresses.empty() || !host.trouble.empty();
  };
  return routing.rule == MailRule::null_mx || std::ranges::any_of(routing.hosts, may_be_one);
}

}  // namespace

std::string domain_text(const policy::DomainReport& report, const MxStyle& style) {
  std::string text = title(report);
  if (report.routing) text += host_table(*report.routing);
  for (const Row& row : report.rows) text += RowText(row, style).text();
  return text;
}

std::string short_domain(const policy::DomainReport& report, const std::string& prefix) {
  const std::string begin = prefix.empty() ? "" : prefix + ' ';
  std::string text;
  for (const Row& row : report.rows) {
    const bool hosts = row.topic == policy::Topic::mx && report.routing;
    text += hosts ? short_hosts(*report.routing, begin) : begin + short_row(row);
  }
  return text;
}

std::string why_no_hosts(const policy::DomainReport& report) {
  const auto row = std::ranges::find(report.rows, policy::Topic::mx, &Row::topic);
  if (row == report.rows.end() || !report.routing || names_a_host(*report.routing)) return "";
  return fmt::format("{}: {}", printable(report.domain), gist(*row));
}

}  // namespace report
