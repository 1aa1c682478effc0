// What a user can ask of `ehlo send`, as one plain value. Long names are swaks' wherever it has the
// concept.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace commands {

// One of the options of attachments, whose order counts.
struct AttachWord {
  enum class Kind { type, name, body, file };
  Kind kind;
  std::string text;
};

// Of the options --proxy-*.
struct ProxyOptions {
  std::string version = "", free_form = "", family = "", protocol = "", command = "";
  std::string source = "", source_port = "", dest = "", dest_port = "";
  std::vector<std::string> tlvs{};
};

// An option and its value; the name without dashes.
struct OrderedWord {
  std::string option, value;
};

struct SendOptions {
  // Where to.
  std::string server, port, socket, pipe;
  bool ipv4 = false, ipv6 = false, lmtp = false;
  std::string local_interface, local_port, copy_routing;
  std::vector<std::string> dns_servers;
  std::optional<std::string> timeout;

  // Envelope.
  std::optional<std::string> from;
  std::vector<std::string> to, cc, bcc;
  std::string helo;
  bool pipeline = false;
  std::string quit_after, drop_after, drop_after_send;
  bool smtputf8 = false, requiretls = false, prdr = false, chunking = false, binary = false;
  std::string chunk_size;
  std::optional<std::string> dsn_ret, dsn_envid, dsn_notify, dsn_orcpt, deliver_by, hold_for;
  std::optional<std::string> hold_until, priority, rrvs, mail_auth;
  std::vector<std::string> mail_param, rcpt_param;

  // For another client. --xclient* and --xforward-* stand here by name, as their order counts.
  std::map<std::string, std::vector<std::string>> named;
  std::vector<std::string> typed_names;  // of `named`, in the order of the command line
  bool xclient_delim = false, xclient_no_verify = false, xclient_before_starttls = false;
  bool xclient_optional = false, xclient_optional_strict = false;
  ProxyOptions proxy;

  // TLS.
  bool tls = false, tls_optional = false, tls_optional_strict = false, tls_on_connect = false;
  bool no_tls = false, insecure = false;
  bool tls_verify = false, tls_verify_ca = false, tls_verify_host = false;
  std::string tls_verify_target, tls_ca_path, tls_cert, tls_key, tls_chain, tls_key_password_file;
  std::optional<std::string> tls_sni;
  std::vector<std::string> tls_protocol;
  std::string tls_cipher, tls_get_peer_cert, tls_get_peer_chain;

  // AUTH. An option that was given without its list holds one empty word.
  std::vector<std::string> auth, auth_optional, auth_optional_strict;
  bool auth_requested = false, auth_optional_requested = false, auth_strict_requested = false;
  bool no_auth = false, auth_force = false;
  std::string auth_user, auth_authzid, auth_realm, auth_domain;
  std::optional<std::string> auth_password, auth_token;
  std::string auth_password_file, auth_password_command, auth_token_file, auth_token_command;
  std::string typed_for_login;  // an option of the command line that is of use to a login only

  // Message.
  std::vector<std::string> headers, added_headers;
  std::optional<std::string> subject, body, html, data;
  std::vector<std::string> attach, attach_type, attach_name, attach_body, inlined;
  std::vector<AttachWord::Kind> attach_order;  // as they were typed; those of a file are missing
  std::string sample;
  bool eight_bit = false;
  std::vector<std::string> sign_dkim;
  std::string dkim_canon;
  bool no_data_fixup = false, tokens = false, dump_mail = false;

  // Load.
  std::string count, sessions, reuse, rate, recipients;

  // Output.
  std::string color = "auto", record;
  bool show_data = false, suppress_data = false, timing = false, raw = false, json = false;
  bool hide_send = false, hide_receive = false, hide_info = false, hide_all = false;
  std::vector<std::string> silent;  // empty: not asked for; one empty word: level 1
  bool silent_requested = false;

  // --attach, --attach-type, --attach-name and --attach-body, in the order of the command line;
  // what comes from elsewhere stands behind: types, names, bodies, files.
  std::vector<AttachWord> attach_words() const;
  // Those of `named` that begin with `prefix`, likewise; what comes from elsewhere by name.
  std::vector<OrderedWord> in_order(std::string_view prefix) const;
};

// Adds the options to `app`, bound to `options`, in groups as --help shows them.
void bind_send_options(CLI::App& app, SendOptions& options);

// Keeps the order of options where it counts; for when the command line has been read.
void note_order(const CLI::App& app, SendOptions& options);

}  // namespace commands
