#include "policy/spf_questions.h"

#include <algorithm>

#include "base/text.h"
#include "dns/denial.h"
#include "dns/last_dot.h"
#include "policy/names.h"

namespace policy {
namespace {

// A backslash would be an escape to the library that asks, and nothing else is in a question what
// it is in the answer.
bool is_visible(char c) { return c > ' ' && c <= '~' && c != '\\'; }

bool can_be_asked(std::string_view name) {
  constexpr std::size_t kMaxName = 253, kMaxLabel = 63;
  return name.size() <= kMaxName && std::ranges::all_of(name, is_visible) &&
         std::ranges::all_of(base::split(name, '.'), [](std::string_view label) {
           return !label.empty() && label.size() <= kMaxLabel;
         });
}

}  // namespace

bool is_spf_domain(std::string_view name) {
  name = dns::without_last_dot(name);
  return can_be_asked(name) && name.find('.') != std::string_view::npos;
}

bool is_void(dns::Status status) { return dns::is_denied(status); }

bool is_trouble(dns::Status status) { return status != dns::Status::data && !is_void(status); }

bool in_network(const net::IpAddress& ip, const net::IpAddress& network, unsigned prefix) {
  if (ip.is_v6() != network.is_v6()) return false;
  const std::size_t whole = prefix / 8;
  const unsigned rest = prefix % 8;
  const auto& a = ip.bytes();
  const auto& b = network.bytes();
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
    return false;
  return rest == 0 || (static_cast<unsigned>(a.at(whole)) ^ b.at(whole)) >> (8 - rest) == 0;
}

bool SpfQuestions::count_term() {
  if (lookups_ == kMaxSpfLookups) return false;
  ++lookups_;
  return true;
}

bool SpfQuestions::count_void() {
  if (voids_ == kMaxSpfVoidLookups) return false;
  ++voids_;
  return true;
}

dns::Answer SpfQuestions::ask(std::string_view name, dns::Type type,
                              std::vector<SpfLookup>& asked) {
  dns::Answer answer;
  if (can_be_asked(name))
    answer = resolver_.ask(name, type, deadline_);
  else
    answer.status = dns::Status::no_name;
  asked.push_back({type, std::string(name), answer.status});
  return answer;
}

dns::Answer SpfQuestions::ask_addresses(std::string_view name, std::vector<SpfLookup>& asked) {
  return ask(name, ip_.is_v6() ? dns::Type::aaaa : dns::Type::a, asked);
}

bool SpfQuestions::leads_back(std::string_view name, std::vector<SpfLookup>& asked) {
  const dns::Answer answer = ask_addresses(name, asked);
  return std::ranges::any_of(answer.records,
                             [&](const dns::Record& record) { return record.ip == ip_; });
}

const SpfClientNames& SpfQuestions::client_names(std::vector<SpfLookup>& asked) {
  if (names_) return *names_;
  const dns::Answer answer = ask(reverse_name(ip_), dns::Type::ptr, asked);
  names_.emplace().status = answer.status;
  const std::size_t count = std::min(answer.records.size(), kMaxSpfPtrNames);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& host = answer.records[i].host;
    if (leads_back(host, asked)) names_->validated.push_back(host);
  }
  return *names_;
}

std::string SpfQuestions::validated_name(std::string_view domain, std::vector<SpfLookup>& asked) {
  const std::vector<std::string>& names = client_names(asked).validated;
  const auto best = [&](auto fits) {
    const auto found = std::ranges::find_if(names, fits);
    return found == names.end() ? std::string() : *found;
  };
  std::string name =
      best([&](const std::string& n) { return base::equal_ignoring_case(n, domain); });
  if (name.empty()) name = best([&](const std::string& n) { return is_at_or_below(n, domain); });
  if (name.empty() && !names.empty()) name = names.front();
  return name.empty() ? "unknown" : name;
}

}  // namespace policy
