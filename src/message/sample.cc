#include "message/sample.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"

namespace message {
namespace {

using Fields = std::vector<HeaderField>;

constexpr int kNests = 30;

// The strings that every scanner must know, in halves: a scanner is to find them in mail, not in
// this program.
const std::string& eicar_string() {
  static const std::string text =
      std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-") + "ANTIVIRUS-TEST-FILE!$H+H*";
  return text;
}
const std::string& gtube_string() {
  static const std::string text =
      std::string("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-") + "ANTI-UBE-TEST-EMAIL*C.34X";
  return text;
}

Fields text_fields(const char* encoding) {
  return {{"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", encoding}};
}

Sample eicar() {
  const std::string boundary = "=_ehlo_eicar";
  Sample sample{"eicar", "an attachment that every virus scanner must find", {}, "EICAR", ""};
  sample.fields = {{"Content-Type", "multipart/mixed; boundary=\"" + boundary + "\""}};
  sample.body = fmt::format(
      "--{0}\r\nContent-Type: text/plain\r\n\r\nThe attachment is the EICAR test file.\r\n"
      "--{0}\r\nContent-Type: application/octet-stream; name=\"eicar.com\"\r\n"
      "Content-Disposition: attachment; filename=\"eicar.com\"\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n{1}\r\n--{0}--\r\n",
      boundary, base::base64_encode(eicar_string()));
  return sample;
}

Sample gtube() {
  return {"gtube", "a text that every spam filter must find", {}, "GTUBE", gtube_string() + "\r\n"};
}

Sample eight_bit() {
  Sample sample{"8bit", "UTF-8 text without any encoding", text_fields("8bit"), "8bit",
                "Gr\u00fc\u00dfe, \u041f\u0440\u0438\u0432\u0435\u0442, \u4f60\u597d\r\n"};
  sample.seven_bit = false;
  return sample;
}

Sample smtputf8() {
  Sample sample = eight_bit();
  sample.name = "smtputf8";
  sample.about = "UTF-8 in the header, which only SMTPUTF8 carries";
  sample.subject = "Gr\u00fc\u00dfe, \u4f60\u597d";
  return sample;
}

Sample long_lines() {
  return {"long-lines",
          "lines of 998 bytes, of 999, and of 10,000",
          {},
          "long lines",
          std::string(998, 'a') + "\r\n" + std::string(999, 'b') + "\r\n" +
              std::string(10'000, 'c') + "\r\n"};
}

Sample nested_mime() {
  Sample sample{"nested-mime", "a text thirty multiparts deep", {}, "nested MIME", ""};
  sample.fields = {{"Content-Type", "multipart/mixed; boundary=\"=_ehlo_1\""}};
  std::string end;
  for (int depth = 1; depth <= kNests; ++depth) {
    const std::string type =
        depth == kNests ? "text/plain"
                        : fmt::format("multipart/mixed; boundary=\"=_ehlo_{}\"", depth + 1);
    sample.body += fmt::format("--=_ehlo_{}\r\nContent-Type: {}\r\n\r\n", depth, type);
    end.insert(0, fmt::format("\r\n--=_ehlo_{}--\r\n", depth));
  }
  sample.body += "Here it is." + end;
  return sample;
}

Sample empty() {
  Sample sample{"empty", "neither header nor body", {}, "", ""};
  sample.no_header = true;
  return sample;
}

Sample bare_lf() {
  Sample sample{"bare-lf", "lines that end in LF alone", {}, "bare LF", "one\ntwo\nthree\r\n.\r\n"};
  sample.raw = true;
  return sample;
}

}  // namespace

std::vector<Sample> samples() {
  return {eicar(),      gtube(),       eight_bit(), smtputf8(),
          long_lines(), nested_mime(), empty(),     bare_lf()};
}

base::Result<Sample> find_sample(std::string_view name) {
  std::string known;
  for (Sample& sample : samples()) {
    if (base::equal_ignoring_case(sample.name, name)) return sample;
    known += (known.empty() ? "" : ", ") + sample.name;
  }
  return base::fail(base::ErrorKind::parse,
                    fmt::format("'{}' is not one of {}", base::printable(name), known));
}

}  // namespace message
