#include "report/nagios_probe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace report {
namespace {

using probe::AddressResult;
using probe::Finding;
using probe::HostResult;
using probe::Spot;
using probe::TargetResult;
using probe::Verdict;

std::string_view word_of(NagiosState state) {
  switch (state) {
    case NagiosState::ok:
      return "OK";
    case NagiosState::warning:
      return "WARNING";
    case NagiosState::critical:
      return "CRITICAL";
    case NagiosState::unknown:
      break;
  }
  return "UNKNOWN";
}

NagiosState worse(NagiosState a, NagiosState b) {
  constexpr std::array kWorstFirst{NagiosState::critical, NagiosState::warning,
                                   NagiosState::unknown, NagiosState::ok};
  return *std::ranges::find_if(kWorstFirst,
                               [&](NagiosState state) { return state == a || state == b; });
}

NagiosState state_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::hint:
      return NagiosState::ok;
    case Verdict::unknown:
      return NagiosState::unknown;
    case Verdict::warn:
      return NagiosState::warning;
    case Verdict::fail:
      break;
  }
  return NagiosState::critical;
}

// A bar would begin the performance data.
std::string on_the_line(std::string_view text) {
  std::string out = base::printable(text);
  std::ranges::replace(out, '|', '/');
  return out;
}

std::string label(std::string text) {
  std::erase_if(text, [](char c) { return c == '\'' || c == '=' || c == '|'; });
  return text.find(' ') == std::string::npos ? text : fmt::format("'{}'", text);
}

std::string seconds(base::Duration span) {
  return fmt::format("{}.{:03}", span.count() / 1000, span.count() % 1000);
}

std::string limit(const std::optional<base::Duration>& span) { return span ? seconds(*span) : ""; }

class Line {
 public:
  explicit Line(const NagiosLimits& limits) : limits_(limits) {}

  void add(const TargetResult& result) {
    for_each_finding(result, [&](const Spot& spot, const Finding& finding) {
      const std::string shown = spot.shown();
      alarm(state_of(finding.verdict), shown.empty() ? result.target : shown,
            fmt::format("{}: {}", finding.check->id, finding.reason));
    });
    if (result.trouble) {
      const bool nowhere = result.trouble->kind == base::ErrorKind::no_host;
      alarm(nowhere ? NagiosState::critical : NagiosState::unknown, result.target,
            result.trouble->text);
    }
    for (const HostResult& host : result.hosts)
      for (const AddressResult& address : host.addresses) measure({&host, &address});
  }

  NagiosLine finish(bool several) {
    std::ranges::stable_sort(alarms_, [](const Alarm& a, const Alarm& b) {
      return a.state != b.state && worse(a.state, b.state) == a.state;
    });
    std::string text = fmt::format("SMTP {} - ", word_of(state_));
    if (alarms_.empty())
      text += fmt::format("{}", fmt::join(good_, "; "));
    else
      text += alarms_.front().text;
    if (alarms_.size() > 1) text += fmt::format(" (and {} more)", alarms_.size() - 1);
    for (const Measured& each : measured_) each.append_to(data_, several, limits_);
    return {state_, data_.empty() ? text + "\n" : fmt::format("{} |{}\n", text, data_)};
  }

  std::size_t addresses() const { return measured_.size(); }

 private:
  struct Alarm {
    NagiosState state;
    std::string text;
  };

  // Labels hold the address where there are several.
  struct Measured {
    std::string where;
    const probe::AddressFacts* facts;

    void append_to(std::string& data, bool several, const NagiosLimits& limits) const {
      const auto name = [&](std::string_view what) {
        return label(several ? fmt::format("{} {}", where, what) : std::string(what));
      };
      const auto time = [&](std::string_view what, const std::optional<base::Duration>& took) {
        if (took)
          data += fmt::format(" {}={}s;{};{};0", name(what), seconds(*took), limit(limits.warn),
                              limit(limits.critical));
      };
      time("time", facts->times.total);
      time("connect", facts->times.connect);
      time("greeting", facts->times.greeting);
      time("ehlo", facts->times.ehlo);
      time("tls", facts->times.tls);
      if (facts->tls && !facts->tls->chain.empty())
        data +=
            fmt::format(" {}={};{}:;{}:", name("cert_days"), facts->tls->chain.front().days_left,
                        limits.cert_warn, limits.cert_fail);
    }
  };

  void alarm(NagiosState state, const std::string& where, const std::string& what) {
    state_ = worse(state_, state);
    if (state != NagiosState::ok) alarms_.push_back({state, on_the_line(where + ": " + what)});
  }

  void measure(const Spot& spot) {
    const probe::AddressFacts& facts = spot.address->facts;
    const base::Duration took = facts.times.total;
    const auto over = [&](const std::optional<base::Duration>& most) {
      return most && took > *most;
    };
    if (over(limits_.warn) || over(limits_.critical))
      alarm(over(limits_.critical) ? NagiosState::critical : NagiosState::warning, spot.shown(),
            fmt::format("it took {} s", seconds(took)));
    const std::string how = facts.tls ? net::summary(*facts.tls) : "no TLS";
    good_.push_back(on_the_line(fmt::format("{}: {}, {} s", spot.shown(), how, seconds(took))));
    measured_.push_back({spot.shown(), &facts});
  }

  const NagiosLimits& limits_;
  NagiosState state_ = NagiosState::ok;
  std::vector<Alarm> alarms_;
  std::vector<std::string> good_;
  std::vector<Measured> measured_;
  std::string data_;
};

}  // namespace

NagiosLine nagios_line(const std::vector<TargetResult>& results, const NagiosLimits& limits) {
  Line line(limits);
  for (const TargetResult& result : results) line.add(result);
  return line.finish(line.addresses() > 1);
}

NagiosLine nagios_line(const base::Error& error) {
  return {NagiosState::unknown, fmt::format("SMTP UNKNOWN - {}\n", on_the_line(error.text))};
}

}  // namespace report
