#include "codes/json_webhook.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "codes/enhanced.h"
#include "codes/json_text.h"
#include "codes/most_recipients.h"
#include "codes/reply_text.h"
#include "codes/words.h"

namespace codes {
namespace {

using nlohmann::json;

constexpr int kMostWrappings = 8;

const json& member(const json& object, std::string_view name) {
  static const json kNone;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : kNone;
}

// "hard_bounce", "HardBounce" and "email.bounced" are one word to all of them.
std::string word_of(std::string_view event) {
  if (base::starts_with_ignoring_case(event, "email.")) event.remove_prefix(6);
  std::string word;
  for (char c : event) {
    if (c != '_' && c != '-' && c != ' ') word += base::to_lower(c);
  }
  return word;
}

struct Meaning {
  std::string_view word;
  std::string_view action;
  std::string_view reason;
};

constexpr std::array<Meaning, 34> kMeanings = {{
    {"delivered", "delivered", "delivered"},
    {"delivery", "delivered", "delivered"},
    {"deferred", "delayed", ""},
    {"deferral", "delayed", ""},
    {"delay", "delayed", ""},
    {"deliverydelay", "delayed", ""},
    {"deliverydelayed", "delayed", ""},
    {"softbounce", "delayed", ""},
    {"softbounced", "delayed", ""},
    {"transient", "delayed", ""},
    {"temporaryfail", "delayed", ""},
    {"bounce", "failed", ""},
    {"bounced", "failed", ""},
    {"hardbounce", "failed", ""},
    {"hardbounced", "failed", ""},
    {"permanentfail", "failed", ""},
    {"failed", "failed", ""},
    {"failure", "failed", ""},
    {"blocked", "failed", ""},
    {"dropped", "failed", ""},
    {"reject", "failed", ""},
    {"rejected", "failed", ""},
    {"invalidemail", "failed", ""},
    {"error", "failed", ""},
    {"outofband", "failed", ""},
    {"policyrejection", "failed", ""},
    {"generationfailure", "failed", ""},
    {"generationrejection", "failed", ""},
    {"manuallydeactivated", "failed", "suppressed"},
    {"spamreport", "", "feedback"},
    {"spamcomplaint", "", "feedback"},
    {"complaint", "", "feedback"},
    {"complained", "", "feedback"},
    {"autoresponder", "", "vacation"},
}};

const Meaning* meaning_of(const std::string& event) {
  const std::string word = word_of(event);
  const auto found = std::find_if(kMeanings.begin(), kMeanings.end(),
                                  [&](const Meaning& each) { return each.word == word; });
  return found == kMeanings.end() ? nullptr : &*found;
}

// What services tell but nobody asks about here.
bool is_other_event(const std::string& event) {
  const std::string word = word_of(event);
  return contains_any(word, {"open", "click", "processed", "accepted", "subscri", "injection",
                             "request", "sent", "send", "stored", "linkclick", "rendering"});
}

// The service did not even try: the address is on a list of its own.
bool says_suppressed(const std::string& reason) {
  const std::string lower = base::to_lower(reason);
  return contains_any(lower, {"suppress", "bounced address", "unsubscribed address",
                              "spam reporting address", "inactive recipient"});
}

// Their codes are "550", 550 and, of their own, 605.
std::string with_code(std::string text, const std::string& code, const std::string& status) {
  const auto number = base::parse_number(code, 599);
  if (!number || *number < 200 || find_reply(text).code != 0) return text;
  const bool has_status = parse_enhanced(status) && !find_reply(text).status;
  return code + " " + (has_status ? status + " " : "") + text;
}

class Reader {
 public:
  void read(const json& value, int wrappings = 0) {
    if (wrappings > kMostWrappings || webhook_.events.size() >= kMostRecipientsRead) return;
    if (value.is_array()) {
      for (const json& each : value) read(each, wrappings + 1);
    } else if (value.is_object() && !read_event(value)) {
      unwrap(value, wrappings + 1);
    }
  }

  Webhook take() { return std::move(webhook_); }

 private:
  void unwrap(const json& object, int wrappings) {
    for (const char* name : {"event-data", "items", "msys", "detail", "Records", "Sns", "data",
                             "message_event", "gen_event", "relay_event", "events"}) {
      if (member(object, name).is_structured()) read(member(object, name), wrappings);
    }
    // SNS and SQS hold it as a text.
    for (const char* name : {"Message", "body"}) {
      const std::string text = string_at(object, name);
      if (!begins_json(text)) continue;
      if (const auto inner = parse_json(text)) read(*inner, wrappings);
    }
  }

  bool read_event(const json& object) {
    const std::string ses = first_string(object, {"notificationType", "eventType"});
    if (!ses.empty() && member(object, "mail").is_object()) return read_ses(object, ses);
    if (!ses.empty() && (member(object, "bounce").is_object() || word_of(ses) == "complaint" ||
                         member(object, "delivery").is_object())) {
      return read_ses(object, ses);
    }
    const std::string address =
        first_string(object, {"email", "Email", "recipient", "Recipient", "rcpt_to"});
    const std::string record = string_at(object, "RecordType");
    const std::string kind = first_string(object, {"event", "Type", "type"});
    const std::string event = meaning_of(kind) || record.empty() ? kind : record;
    const Meaning* meaning = meaning_of(event);
    if (address.find('@') == address.npos) return false;
    if (meaning == nullptr) {
      webhook_.is_one = webhook_.is_one || is_other_event(event) || is_other_event(record);
      return webhook_.is_one;
    }
    add(object, *meaning, address);
    return true;
  }

  void add(const json& object, const Meaning& meaning, const std::string& address) {
    const json& delivery = member(object, "delivery-status");  // Mailgun's
    WebhookEvent event;
    event.address = address;
    event.action = meaning.action;
    event.reason = meaning.reason;
    const std::string why = first_string(object, {"raw_reason", "reason", "error", "response"});
    const std::string told =
        first_string(delivery, {"message", "description"}).empty()
            ? first_string(object, {"raw_reason", "Details", "response", "reason", "error",
                                    "Description", "description", "comment", "message"})
            : first_string(delivery, {"message", "description"});
    const std::string status =
        first_string(delivery.is_object() ? delivery : object, {"enhanced-code", "status"});
    event.status = parse_enhanced(status) ? status : std::string();
    const std::string code = delivery.is_object() ? string_at(delivery, "code")
                                                  : first_string(object, {"error_code", "code"});
    event.diagnostic = with_code(told, code, event.status);
    event.remote = string_at(delivery, "mx-host");
    if (string_at(object, "severity") == "temporary") event.action = "delayed";
    if (event.action == "failed" && says_suppressed(why)) event.reason = "suppressed";
    put(std::move(event));
  }

  void put(WebhookEvent event) {
    webhook_.is_one = true;
    if (webhook_.events.size() < kMostRecipientsRead) webhook_.events.push_back(std::move(event));
  }

  bool read_ses(const json& object, const std::string& type) {
    webhook_.is_one = true;
    const Meaning* meaning = meaning_of(type);
    if (meaning == nullptr) return true;
    const json& delivery = member(object, "delivery");
    for (const json& address : member(delivery, "recipients")) {
      if (!address.is_string()) continue;
      put({address.get<std::string>(),
           "delivered",
           {},
           string_at(delivery, "smtpResponse"),
           {},
           "delivered"});
    }
    for (const char* part : {"bounce", "complaint", "deliveryDelay", "reject"}) {
      const json& told = member(object, part);
      for (const char* list : {"bouncedRecipients", "complainedRecipients", "delayedRecipients"}) {
        for (const json& each : member(told, list)) put_ses(told, each, *meaning);
      }
    }
    return true;
  }

  void put_ses(const json& told, const json& recipient, const Meaning& meaning) {
    WebhookEvent event;
    event.address = string_at(recipient, "emailAddress");
    event.action = string_at(recipient, "action");
    if (event.action.empty()) event.action = meaning.action;
    event.status = string_at(recipient, "status");
    event.diagnostic = string_at(recipient, "diagnosticCode");
    event.reason = meaning.reason;
    if (says_suppressed(string_at(told, "bounceSubType"))) event.reason = "suppressed";
    put(std::move(event));
  }

  Webhook webhook_;
};

void collect_replies(const json& value, std::vector<std::string>& replies) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (find_reply(text).code != 0) replies.push_back(text);
  } else if (value.is_structured()) {
    for (const json& each : value) collect_replies(each, replies);
  }
}

}  // namespace

Webhook read_webhook(std::string_view text) {
  Reader reader;
  while (!text.empty()) {
    const std::string_view piece = take_json(text);
    if (piece.empty()) break;
    if (const auto value = parse_json(piece)) reader.read(*value);
  }
  return reader.take();
}

std::vector<std::string> replies_in_json(std::string_view text) {
  std::vector<std::string> replies;
  while (!text.empty()) {
    const std::string_view piece = take_json(text);
    if (piece.empty()) break;
    if (const auto value = parse_json(piece)) collect_replies(*value, replies);
  }
  return replies;
}

base::Result<void> check_json_sizes(std::string_view text) {
  while (!text.empty()) {
    const std::string_view piece = take_json(text);
    if (piece.empty()) break;
    if (piece.size() <= kMostJson) continue;
    return base::fail(base::ErrorKind::parse,
                      fmt::format("the JSON is larger than {}", base::show_size(kMostJson)));
  }
  return {};
}

std::optional<std::string> complete_part(std::string_view text) {
  while (!take_json(text).empty()) {
  }
  if (!is_cut(text)) return std::nullopt;
  return closed_json(text);
}

bool is_json(std::string_view text) { return parse_json(text).has_value(); }

bool begins_json(std::string_view text) {
  text = base::trim(text);
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  text = base::trim(text.substr(1));
  return !text.empty() && std::string_view("\"{[}]").find(text[0]) != text.npos;
}

}  // namespace codes
