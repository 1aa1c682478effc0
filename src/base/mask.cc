#include "base/mask.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t kShortestBase64 = 4;
// A shorter value in another case is mostly another word.
constexpr std::size_t kShortestInAnyCase = 4;

bool is_base64(char c) { return is_alphanumeric(c) || c == '+' || c == '/'; }

// The run of base64 at the start of `text`, its padding too.
std::size_t base64_run(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_base64(text[length])) ++length;
  if (length < kShortestBase64 - 2) return length;
  for (int padding = 0; padding < 2 && length < text.size() && text[length] == '='; ++padding)
    ++length;
  return length;
}

// As much as can be decoded of a run that may have been cut short or lack its padding.
Secret decoded(std::string_view run) {
  std::string whole(run.substr(0, run.find('=')));
  if (whole.size() % 4 == 1) whole.pop_back();
  whole.append((4 - whole.size() % 4) % 4, '=');
  Secret bytes(base64_decode(whole).value_or(""));
  wipe(whole);
  return bytes;
}

bool begins_with(std::string_view text, std::string_view what, bool any_case) {
  return any_case ? starts_with_ignoring_case(text, what) : text.starts_with(what);
}

void replace_all(std::string& text, std::string_view what, std::string_view with, bool any_case) {
  for (std::size_t at = 0; at + what.size() <= text.size();) {
    if (!begins_with(std::string_view(text).substr(at), what, any_case)) {
      ++at;
      continue;
    }
    text.replace(at, what.size(), with);
    at += with.size();
  }
}

}  // namespace

void Mask::add(std::string shown, Secret value) {
  if (value.empty()) return;
  entries_.push_back({std::move(shown), std::move(value)});
  std::ranges::stable_sort(entries_, std::ranges::greater(),
                           [](const Entry& entry) { return entry.value.reveal().size(); });
}

const Mask::Entry* Mask::found_in(std::string_view base64) const {
  if (base64.size() < kShortestBase64) return nullptr;
  const Secret bytes = decoded(base64);
  for (const Entry& entry : entries_)
    if (bytes.reveal().find(entry.value.reveal()) != std::string_view::npos) return &entry;
  return nullptr;
}

std::string Mask::hide_plain(std::string_view text) const {
  std::string out(text);
  for (const Entry& entry : entries_) {
    const std::string_view value = entry.value.reveal();
    const bool any_case = value.size() >= kShortestInAnyCase;
    replace_all(out, value, entry.shown, any_case);
    if (any_case) replace_all(out, Secret(hex_encode(value)).reveal(), entry.shown, true);
  }
  return out;
}

std::string Mask::operator()(std::string_view text) const {
  if (entries_.empty()) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t run = std::max<std::size_t>(1, base64_run(text.substr(i)));
    const Entry* found = found_in(text.substr(i, run));
    out += found ? found->shown : std::string(text.substr(i, run));
    i += run;
  }
  return hide_plain(out);
}

}  // namespace base
