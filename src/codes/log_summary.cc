#include "codes/log_summary.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace codes {
namespace {

constexpr std::size_t kMostNames = 50'000;
constexpr std::size_t kMostTexts = 20'000;

std::string_view domain_of(std::string_view address) {
  const std::size_t sign = address.rfind('@');
  return sign == address.npos ? std::string_view{} : address.substr(sign + 1);
}

// The text without what differs from message to message: addresses, hosts with their IP address
// ("mx.example.net[192.0.2.1]"), ids with long numbers. Reply codes have three digits and stay.
void make_key(std::string_view text, std::string_view status, std::string& key) {
  constexpr std::size_t kMostKey = 600;
  constexpr std::size_t kLongNumber = 4;
  constexpr std::size_t kLongestName = 100;
  key.assign(status);
  key += ' ';
  std::size_t token = key.size();
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size() && key.size() < kMostKey; ++i) {
    const char c = text[i];
    if (c == '[' || c == '<') {
      const std::size_t length = text.substr(i, kLongestName).find(c == '[' ? ']' : '>');
      if (length != text.npos) {
        key.resize(c == '[' ? token : key.size());
        key += c;
        i += length;
        continue;
      }
    }
    digits = base::is_digit(c) ? digits + 1 : 0;
    if (digits > kLongNumber) continue;
    if (digits == kLongNumber) key.resize(token);
    key += c;
    if (c == ' ') token = key.size();
  }
}

}  // namespace

void Counter::add(std::string_view name) {
  if (name.empty()) return;
  if (const auto found = counts_.find(name); found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < kMostNames) {
    counts_.emplace(name, 1);
  } else {
    ++counts_["(others)"];
  }
}

std::vector<Counter::Entry> Counter::largest(std::size_t most) const {
  std::vector<Entry> entries;
  for (const auto& [name, count] : counts_) entries.push_back({name, count});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.count != b.count ? a.count > b.count : a.name < b.name;
  });
  if (entries.size() > most) entries.resize(most);
  return entries;
}

const VerdictCache::Known& VerdictCache::look_up(std::string_view text, std::string_view status) {
  make_key(text, status, key_);
  if (const auto found = known_.find(key_); found != known_.end()) return found->second;
  if (known_.size() >= kMostTexts) known_.clear();
  ReplyText reply = find_reply(text);
  if (!reply.status) reply.status = parse_enhanced(status);
  const Verdict verdict = classifier_.classify(reply, text);
  Known known{verdict.reason, reply.code, reply.status ? show(*reply.status) : std::string()};
  return known_.emplace(key_, std::move(known)).first->second;
}

void LogSummary::add(const LogEvent& event, VerdictCache& cache) {
  switch (event.outcome) {
    case LogOutcome::delivered:
      ++delivered;
      return;
    case LogOutcome::deferred:
      ++deferred;
      break;
    case LogOutcome::failed:
      ++failed;
      break;
    case LogOutcome::refused:
      ++refused;
      break;
  }
  const VerdictCache::Known& known = cache.look_up(event.text, event.status);
  reasons.add(known.reason);
  if (known.code != 0 || !known.status.empty()) {
    codes.add(known.code == 0        ? known.status
              : known.status.empty() ? std::to_string(known.code)
                                     : fmt::format("{} {}", known.code, known.status));
  }
  hosts.add(event.remote == "none" ? std::string_view{} : event.remote);
  domains.add(base::to_lower(domain_of(event.recipient)));
}

}  // namespace codes
