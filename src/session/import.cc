#include "session/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "net/endpoint.h"
#include "session/chat_line.h"
#include "session/cut_mark.h"
#include "session/lints.h"
#include "session/parser.h"
#include "session/printer.h"
#include "session/recorded_message.h"

namespace session {
namespace {

using Kind = ChatLine::Kind;

// Where it connected to: "mx.example.com[192.0.2.1]:25" without its bracket; nothing unless it is a
// host. What is read here is anybody's text, and `exec:` would run it.
std::string target_of(std::string_view text) {
  const auto open = text.find('['), close = text.find(']');
  const bool both = open != 0 && open < close && close != std::string_view::npos;
  const auto host =
      both ? fmt::format("{}{}", text.substr(0, open), text.substr(close + 1)) : std::string(text);
  const auto endpoint = net::parse_endpoint(host);
  return endpoint && endpoint->kind == net::Endpoint::Kind::host ? net::show(*endpoint) : "";
}

bool is_reply_line(std::string_view text) {
  return text.size() >= 3 && text[0] >= '2' && text[0] <= '5' &&
         base::parse_number(text.substr(0, 3), 599).has_value() &&
         (text.size() == 3 || text[3] == ' ' || text[3] == '-');
}

std::string first_word(std::string_view text) {
  return base::to_upper(text.substr(0, text.find(' ')));
}

// An AUTH command and the client's answers to the challenges.
struct Login {
  std::string mechanism;
  std::vector<std::string> answers;  // decoded; the initial response is the first

  void add(std::string_view base64) {
    answers.push_back(base::base64_decode(base::trim(base64)).value_or(""));
  }
  std::string user() const;
  std::string directive() const;
};

// Who logs in, as far as the mechanism shows it.
std::string Login::user() const {
  const std::string first = answers.empty() ? "" : answers.front();
  if (mechanism == "LOGIN") return first;
  if (mechanism == "CRAM-MD5") return first.substr(0, first.rfind(' '));
  if (mechanism == "PLAIN") {
    const auto parts = base::split(first, '\0');
    return parts.size() == 3 ? std::string(parts[1]) : "";
  }
  return "";
}

std::string Login::directive() const {
  if (mechanism == "ANONYMOUS" || mechanism == "EXTERNAL") return "@auth " + word(mechanism);
  const bool token = mechanism == "OAUTHBEARER" || mechanism == "XOAUTH2";
  const std::string known = user();
  return fmt::format("@auth {} user={} {}", word(mechanism),
                     known.empty() ? "{{user}}" : word(known),
                     token ? "token={{token}}" : "password={{password}}");
}

class Importer {
 public:
  Importer(const ChatStyle& style, const std::string& name) : style_(style), name_(name) {}

  Imported run(const std::vector<std::string>& lines) {
    add(fmt::format("# from {}, printed by {}", base::printable(name_), style_.name));
    for (const std::string& line : joined(lines)) {
      ++number_;
      place(style_.read(line), line);
    }
    end_reply();
    return {std::move(text_), std::string(style_.name), std::move(unplaced_), false};
  }

 private:
  // Folded lines as one: base64 was cut inside its word, prose between words. An emptied line keeps
  // the numbers of those behind it.
  std::vector<std::string> joined(const std::vector<std::string>& lines) const {
    std::vector<std::string> out;
    std::size_t head = 0;
    bool spoken = false, prose = false;
    for (const std::string& line : lines) {
      const ChatLine read = style_.read(line);
      const bool folded = read.kind == Kind::more && spoken;
      if (folded) {
        const bool one_word = read.text.find(' ') == std::string_view::npos;
        out[head] += fmt::format("{}{}", one_word && !prose ? "" : " ", read.text);
      } else {
        head = out.size();
        spoken = read.kind == Kind::client || read.kind == Kind::server;
        prose = read.kind == Kind::server && !read.text.starts_with("334");
      }
      out.push_back(folded ? "" : line);
    }
    return out;
  }

  void place(const ChatLine& line, const std::string& whole) {
    switch (line.kind) {
      case Kind::client:
        return client(line.text);
      case Kind::server:
        return is_reply_line(line.text) ? server(line.text) : unknown(whole);
      case Kind::connected:
        if (target_.empty()) target_ = target_of(line.text);
        return;
      case Kind::tls:
        if (!connected_) tls_on_connect_ = true;
        return;
      case Kind::more:
      case Kind::unknown:
        if (connected_) unknown(whole);
        return;
      case Kind::blank:
        return;
    }
  }

  void connect() {
    if (std::exchange(connected_, true)) return;
    add("@connect " + (target_.empty() ? std::string("{{server}}") : word(target_)));
    if (tls_on_connect_) add("@tls verify=off");
  }

  void client(std::string_view text) {
    end_reply();
    connect();
    if (login_) return login_->add(text);
    // Where the replies were not shown, what follows DATA is the message.
    if (std::exchange(data_, false)) begin_content();
    if (content_) return content(text);
    if (base::starts_with_ignoring_case(text, "AUTH ")) return begin_login(text.substr(5));
    starttls_ = first_word(text) == "STARTTLS";
    data_ = first_word(text) == "DATA";
    add(client_line(text));
  }

  void begin_login(std::string_view text) {
    const auto words = base::split(text, ' ');
    login_ = Login{base::to_upper(words[0]), {}};
    if (words.size() > 1) login_->add(words[1]);
  }

  void content(std::string_view text) {
    if (text == ".") content_ = false;
    add(recorded_.line(text));
  }

  void begin_content() {
    content_ = true;
    recorded_ = RecordedMessage();
  }

  void server(std::string_view text) {
    connect();
    const int code = static_cast<int>(*base::parse_number(text.substr(0, 3), 599));
    if (reply_.code != code) end_reply();
    reply_.code = code;
    reply_.lines.emplace_back(text.size() > 4 ? text.substr(4) : "");
    if (text.size() == 3 || text[3] == ' ') end_reply();
  }

  void end_reply() {
    if (reply_.lines.empty()) return;
    const smtp::Reply reply = std::exchange(reply_, {});
    if (login_ && reply.code == 334) return;
    if (login_) add(std::exchange(login_, {})->directive());
    if (content_) missing_content();
    add(server_lines(reply));
    data_ = false;
    if (reply.code == 354) begin_content();
    if (reply.code == 220 && std::exchange(starttls_, false)) add("@tls verify=off");
  }

  void missing_content() {
    content_ = false;
    add("# " + std::string(kNotShown));
    add("C: .");
    unplaced_.push_back(
        fmt::format("{}:{}: the message was not shown before this reply; write it, or @message "
                    "FILE, in its place",
                    base::printable(name_), number_));
  }

  void unknown(std::string_view line) {
    unplaced_.push_back(
        fmt::format("{}:{}: {}", base::printable(name_), number_, base::printable(line)));
  }

  void add(std::string_view line) { text_ += fmt::format("{}\n", line); }

  const ChatStyle& style_;
  const std::string& name_;
  std::size_t number_ = 0;  // of the line that is read, from 1
  std::string target_;
  bool tls_on_connect_ = false;
  bool connected_ = false;
  bool starttls_ = false;
  bool data_ = false;     // it was the last thing said
  bool content_ = false;  // what comes is the message
  RecordedMessage recorded_;
  std::optional<Login> login_;
  smtp::Reply reply_;
  std::string text_;
  std::vector<std::string> unplaced_;
};

// What no program prints that is not ours.
bool has_directive(const Script& script) {
  return std::ranges::any_of(script.statements, [](const Statement& statement) {
    return std::holds_alternative<Directive>(statement.what);
  });
}

}  // namespace

base::Result<Imported> import_chat(std::string_view bytes, const std::string& name) {
  if (const auto known = parse(bytes, name); known && has_directive(*known))
    return base::fail(base::ErrorKind::parse,
                      base::printable(name) + ": this is a session file already");
  const auto lines = lines_of(bytes);
  const ChatStyle* style = recognise_chat(lines);
  if (style == nullptr) {
    std::string known;
    for (const ChatStyle& one : chat_styles())
      known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", one.name, one.looks);
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{}: no conversation is found in it; known are the lines of {}",
                                  base::printable(name), known));
  }
  Imported imported = Importer(*style, name).run(lines);
  const auto script = parse(imported.text, name);
  if (!script) return base::fail(script.error());
  imported.checks_nothing = !has_expectations(*script);
  imported.text = print(*script);
  return imported;
}

}  // namespace session
