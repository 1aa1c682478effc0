#include "report/probe_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace report {
namespace {

using base::printable;
using probe::Stage;
using probe::Verdict;

constexpr std::size_t kIndent = 4;
constexpr std::size_t kMark = 4;  // "FAIL"

struct Heading {
  Stage stage;
  std::string_view text;
};
constexpr std::array kHeadings{
    Heading{Stage::resolve, "dns"},       Heading{Stage::connect, "tcp"},
    Heading{Stage::greeting, "greet"},    Heading{Stage::ehlo, "ehlo"},
    Heading{Stage::starttls, "starttls"}, Heading{Stage::tls, "tls"},
    Heading{Stage::certificate, "cert"},  Heading{Stage::dane, "dane"},
    Heading{Stage::mta_sts, "sts"},       Heading{Stage::auth, "auth"},
    Heading{Stage::envelope, "rcpt"},
};

// Of an address, and of its host as a whole.
std::optional<Verdict> cell(const probe::HostResult& host, const probe::AddressResult* address,
                            Stage stage) {
  const auto whole = verdict_at(stage, host.findings);
  return address == nullptr ? whole : std::max(whole, verdict_at(stage, address->findings));
}

class Matrix {
 public:
  Matrix(const probe::TargetResult& result, const ProbeStyle& style)
      : result_(result), style_(style) {
    for (const Heading& heading : kHeadings)
      if (is_used(heading.stage)) headings_.push_back(&heading);
    for (const probe::HostResult& host : result.hosts)
      for (const probe::AddressResult& address : host.addresses)
        widest_ = std::max(widest_, address.facts.shown.size());
    below_ = kIndent + widest_ + 2 + width_of_marks() + kTime > style.columns;
  }

  std::string text() const {
    if (result_.hosts.empty() || headings_.empty()) return "";
    std::string text = std::string(kIndent + (below_ ? 0 : widest_ + 2), ' ');
    for (const Heading* heading : headings_)
      text += fmt::format("{:<{}} ", heading->text, width(*heading));
    text = trimmed(std::move(text)) + '\n';
    for (const probe::HostResult& host : result_.hosts) text += host_lines(host);
    return text;
  }

 private:
  static constexpr std::size_t kTime = 8;

  static std::size_t width(const Heading& heading) { return std::max(kMark, heading.text.size()); }

  std::size_t width_of_marks() const {
    std::size_t sum = 0;
    for (const Heading* heading : headings_) sum += width(*heading) + 1;
    return sum;
  }

  bool is_used(Stage stage) const {
    return std::ranges::any_of(result_.hosts, [&](const probe::HostResult& host) {
      return cell(host, nullptr, stage) ||
             std::ranges::any_of(host.addresses, [&](const probe::AddressResult& address) {
               return cell(host, &address, stage).has_value();
             });
    });
  }

  static std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  std::string host_lines(const probe::HostResult& host) const {
    std::string text = fmt::format("  {}", printable(host.facts.place.shown));
    if (host.facts.preference) text += fmt::format(" (preference {})", *host.facts.preference);
    text += '\n';
    if (host.addresses.empty()) text += line("no address", host, nullptr);
    for (const probe::AddressResult& address : host.addresses)
      text += line(address.facts.shown, host, &address);
    return text;
  }

  std::string line(const std::string& name, const probe::HostResult& host,
                   const probe::AddressResult* address) const {
    std::string text(kIndent, ' ');
    text += below_ ? printable(name) + '\n' + std::string(kIndent, ' ')
                   : fmt::format("{:<{}}  ", printable(name), widest_);
    for (const Heading* heading : headings_)
      text += painted(cell(host, address, heading->stage), width(*heading)) + ' ';
    if (address != nullptr) text += base::show_duration(address->facts.times.total);
    return trimmed(std::move(text)) + '\n';
  }

  std::string painted(std::optional<Verdict> verdict, std::size_t columns) const {
    const std::string_view shown = verdict ? mark(*verdict, style_.utf8) : "-";
    const std::size_t taken = style_.utf8 && verdict ? 1 : shown.size();
    const Paint paint = verdict ? paint_of(*verdict) : Paint::note;
    return style_.paint.paint(paint, shown) + std::string(columns - taken, ' ');
  }

  const probe::TargetResult& result_;
  const ProbeStyle& style_;
  std::vector<const Heading*> headings_;
  std::size_t widest_ = std::string_view("no address").size();
  bool below_ = false;
};

}  // namespace

std::string_view mark(Verdict verdict, bool utf8) {
  switch (verdict) {
    case Verdict::pass:
      return utf8 ? "✓" : "ok";
    case Verdict::hint:
      return utf8 ? "·" : "hint";
    case Verdict::unknown:
      return "?";
    case Verdict::warn:
      return utf8 ? "!" : "warn";
    case Verdict::fail:
      return utf8 ? "✗" : "FAIL";
  }
  return "";
}

std::string probe_matrix(const probe::TargetResult& result, const ProbeStyle& style) {
  return Matrix(result, style).text();
}

}  // namespace report
