#include "session/facts.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "session/conditions.h"

namespace session {
namespace {

using Values = std::vector<std::string>;

std::string milliseconds(base::Duration span) { return fmt::format("{}ms", span.count()); }

std::string truth(bool value) { return value ? "true" : "false"; }

Values unless_empty(std::string value) {
  if (value.empty()) return {};
  return {std::move(value)};
}

std::size_t wire_size(const smtp::Reply& reply) {
  std::size_t size = 0;
  for (const std::string& line : reply.lines) size += 4 + line.size() + (reply.bare_lf ? 1 : 2);
  return size;
}

Values of_line(const smtp::Reply& reply, const std::string& number) {
  const auto n = base::parse_number(number, smtp::ReplyParser::kMaxLines).value_or(0);
  if (n == 0 || n > reply.lines.size()) return {};
  return {reply.lines[n - 1]};
}

Values of_reply(const Condition& condition, const smtp::Reply& reply) {
  const auto status = reply.status();
  if (condition.subject == Subject::code) return {std::to_string(reply.code)};
  if (condition.subject == Subject::status && status) return {smtp::show(*status)};
  if (condition.subject == Subject::text) return {reply.text()};
  if (condition.subject == Subject::line) return of_line(reply, condition.argument);
  if (condition.subject == Subject::lines) return {std::to_string(reply.lines.size())};
  if (condition.subject == Subject::bytes) return {std::to_string(wire_size(reply))};
  return {};
}

Values of_tls(Subject subject, const net::TlsFacts& tls) {
  if (subject == Subject::tls_version) return {tls.version};
  if (subject == Subject::tls_cipher) return {tls.cipher};
  if (subject == Subject::tls_group) return unless_empty(tls.group);
  if (subject == Subject::tls_verified) return {truth(tls.verified)};
  if (subject == Subject::tls_resumed) return {truth(tls.resumed)};
  if (subject == Subject::tls_ocsp) return unless_empty(tls.ocsp);
  return {};
}

Values of_certificate(Subject subject, const net::PeerCertificate& certificate) {
  if (subject == Subject::cert_subject) return {certificate.subject};
  if (subject == Subject::cert_issuer) return {certificate.issuer};
  if (subject == Subject::cert_names) return certificate.names;
  if (subject == Subject::cert_days) return {std::to_string(certificate.days_left)};
  if (subject == Subject::cert_sha256) return {certificate.sha256};
  if (subject == Subject::cert_spki) return {certificate.spki_sha256};
  return {};
}

// TLSv1.2 as 12, 200ms as 200, 10KiB as 10240: what < and == compare. Nothing for text.
std::optional<long long> measured(std::string_view text, Measure measure) {
  switch (measure) {
    case Measure::text:
    case Measure::truth:
      return std::nullopt;
    case Measure::number: {
      const bool negative = text.starts_with("-");
      const auto number = base::parse_number(text.substr(negative ? 1 : 0), 1'000'000'000);
      if (!number) return std::nullopt;
      const auto value = static_cast<long long>(*number);
      return negative ? -value : value;
    }
    case Measure::duration: {
      const auto span = base::parse_duration(text);
      return span ? std::optional<long long>(span->count()) : std::nullopt;
    }
    case Measure::size: {
      const auto size = base::parse_size(text);
      return size ? std::optional<long long>(static_cast<long long>(*size)) : std::nullopt;
    }
    case Measure::version: {
      const auto version = parse_tls_version(text);
      return version ? std::optional<long long>(*version) : std::nullopt;
    }
  }
  return std::nullopt;
}

bool is_equal(std::string_view a, std::string_view b, Measure measure) {
  const auto left = measured(a, measure);
  const auto right = measured(b, measure);
  return left && right ? *left == *right : a == b;
}

// What cannot be measured is neither more nor less than anything.
template <typename Order>
bool in_order(std::string_view a, std::string_view b, Measure measure, Order order) {
  const auto left = measured(a, measure);
  const auto right = measured(b, measure);
  return left && right && order(*left, *right);
}

bool fits(const std::string& got, Predicate predicate, const std::string& wanted, Measure measure) {
  switch (predicate) {
    case Predicate::equal:
      return is_equal(got, wanted, measure);
    case Predicate::not_equal:
      return !is_equal(got, wanted, measure);
    case Predicate::less:
      return in_order(got, wanted, measure, std::less());
    case Predicate::at_most:
      return in_order(got, wanted, measure, std::less_equal());
    case Predicate::more:
      return in_order(got, wanted, measure, std::greater());
    case Predicate::at_least:
      return in_order(got, wanted, measure, std::greater_equal());
    case Predicate::contains:
      return got.find(wanted) != std::string::npos;
    case Predicate::starts_with:
      return got.starts_with(wanted);
    case Predicate::ends_with:
      return got.ends_with(wanted);
    case Predicate::matches:
      return RE2::PartialMatch(got, wanted);
    case Predicate::exists:
      return true;
  }
  return false;
}

}  // namespace

void Facts::learn(const smtp::Reply& matched, bool to_hello) {
  reply = matched;
  if (to_hello && matched.ok()) extensions = smtp::Extensions::parse(matched);
}

bool is_hello(std::string_view line) {
  return base::starts_with_ignoring_case(line, "EHLO ") ||
         base::starts_with_ignoring_case(line, "LHLO ");
}

Values values_of(const Condition& condition, const Facts& facts,
                 const std::optional<std::string>& variable) {
  switch (condition.subject) {
    case Subject::code:
    case Subject::status:
    case Subject::text:
    case Subject::line:
    case Subject::lines:
    case Subject::bytes:
      return facts.reply ? of_reply(condition, *facts.reply) : Values{};
    case Subject::ehlo: {
      const auto found = facts.extensions.parameters(condition.argument);
      return found ? Values{std::string(*found)} : Values{};
    }
    case Subject::time:
      return {milliseconds(facts.time)};
    case Subject::elapsed:
      return {milliseconds(facts.elapsed)};
    case Subject::tls_version:
    case Subject::tls_cipher:
    case Subject::tls_group:
    case Subject::tls_verified:
    case Subject::tls_resumed:
    case Subject::tls_ocsp:
      return facts.tls ? of_tls(condition.subject, *facts.tls) : Values{};
    case Subject::tls_alert:
      return unless_empty(facts.tls_alert);
    case Subject::cert_subject:
    case Subject::cert_issuer:
    case Subject::cert_names:
    case Subject::cert_days:
    case Subject::cert_sha256:
    case Subject::cert_spki:
      return facts.tls && !facts.tls->chain.empty()
                 ? of_certificate(condition.subject, facts.tls->chain.front())
                 : Values{};
    case Subject::peer_ip:
      return unless_empty(facts.peer_ip);
    case Subject::peer_name:
      return unless_empty(facts.peer_name);
    case Subject::var:
      return variable ? Values{*variable} : Values{};
  }
  return {};
}

bool holds(const Condition& condition, const Values& values, const std::string& value) {
  if (condition.predicate == Predicate::exists) return values.empty() == condition.negated;
  if (values.empty()) return false;
  const Measure measure = measure_of(condition);
  const bool any = std::ranges::any_of(values, [&](const std::string& got) {
    return fits(got, condition.predicate, value, measure);
  });
  return any != condition.negated;
}

std::optional<std::string> captured(const Condition& from, const Values& values) {
  if (values.empty()) return std::nullopt;
  if (from.predicate == Predicate::exists) return values.front();
  std::string group;
  const RE2 pattern(from.value.literal_text(), RE2::Quiet);
  for (const std::string& value : values)
    if (RE2::PartialMatch(value, pattern, &group)) return group;
  return std::nullopt;
}

}  // namespace session
