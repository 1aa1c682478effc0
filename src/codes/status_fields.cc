#include "codes/status_fields.h"

#include "base/text.h"
#include "codes/enhanced.h"
#include "codes/lines.h"
#include "codes/most_recipients.h"

namespace codes {
namespace {

constexpr std::size_t kMostValue = 8 * 1024;

std::string_view without_quote(std::string_view line) {
  while (line.starts_with("> ") || line.starts_with(">"))
    line.remove_prefix(line[1 % line.size()] == ' ' ? 2 : 1);
  return line;
}

// "rfc822; <a@b>" gives "a@b".
std::string address_of(std::string_view value) {
  const std::size_t type = value.find(';');
  if (type != value.npos) value = value.substr(type + 1);
  value = base::trim(value);
  const std::size_t open = value.find('<');
  if (open != value.npos) value = value.substr(open + 1, value.find('>', open) - open - 1);
  return std::string(base::trim(value));
}

// "dns; mx.example.net. (192.0.2.1)" gives "mx.example.net", "dns; [192.0.2.1]" the address.
std::string host_of(std::string_view value) {
  const std::size_t type = value.find(';');
  if (type != value.npos) value = value.substr(type + 1);
  value = base::trim(value);
  if (value.starts_with('[')) value = value.substr(1, value.find(']') - 1);
  value = value.substr(0, value.find_first_of(" \t("));
  if (value.ends_with('.')) value.remove_suffix(1);
  return std::string(value);
}

// "smtp; 550 no" gives "550 no"; the number in "X-Unix; 255" means nothing without its type.
std::string without_type(std::string_view value) {
  if (base::starts_with_ignoring_case(value, "x-unix")) return std::string(value);
  const std::size_t type = value.find(';');
  if (type != value.npos && type < 24 && value.substr(0, type).find(' ') == value.npos) {
    value = value.substr(type + 1);
  }
  return std::string(base::trim(value));
}

// "5.1.1 (permanent failure)" gives "5.1.1".
std::string status_of(std::string_view value) {
  const auto code = leading_enhanced(base::trim(value));
  return code ? show(*code) : std::string();
}

class FieldReader {
 public:
  StatusFields read(std::string_view text) {
    while (!text.empty()) take(without_quote(take_line(text)));
    finish();
    return std::move(fields_);
  }

 private:
  void take(std::string_view line) {
    const bool folded = !line.empty() && (line[0] == ' ' || line[0] == '\t');
    if (folded && open_ && !base::trim(line).empty()) {
      if (value_.size() < kMostValue) value_.append(" ").append(base::trim(line));
      return;
    }
    end_field();
    if (base::trim(line).empty()) return finish_group();
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return;
    name_ = base::to_lower(base::trim(line.substr(0, colon)));
    value_ = base::trim(line.substr(colon + 1)).substr(0, kMostValue);
    open_ = true;
  }

  void end_field() {
    if (!open_) return;
    open_ = false;
    if (name_ == "final-recipient") {
      if (!group_.final_recipient.empty()) finish_group();
      group_.final_recipient = address_of(value_);
    } else if (name_ == "original-recipient" || name_ == "x-actual-recipient") {
      if (group_.original_recipient.empty()) group_.original_recipient = address_of(value_);
    } else if (name_ == "action") {
      group_.action = base::to_lower(value_).substr(0, value_.find_first_of(" ;("));
    } else if (name_ == "status") {
      group_.status = status_of(value_);
    } else if (name_ == "diagnostic-code") {
      group_.diagnostic = without_type(value_);
    } else if (name_ == "remote-mta") {
      group_.remote_mta = host_of(value_);
    } else if (name_ == "reporting-mta" && fields_.reporting_mta.empty()) {
      fields_.reporting_mta = host_of(value_);
    }
  }

  void finish_group() {
    const bool tells = !group_.action.empty() || !group_.status.empty();
    if (!group_.final_recipient.empty() && tells &&
        fields_.recipients.size() < kMostRecipientsRead) {
      fields_.recipients.push_back(group_);
    } else if (!group_.final_recipient.empty() || tells) {
      return;  // an empty line inside a damaged group
    }
    group_ = {};
  }

  void finish() {
    end_field();
    finish_group();
  }

  StatusFields fields_;
  RecipientStatus group_;
  std::string name_;
  std::string value_;
  bool open_ = false;
};

}  // namespace

StatusFields read_status_fields(std::string_view text) { return FieldReader().read(text); }

}  // namespace codes
