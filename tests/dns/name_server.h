// A name server on loopback that answers, over UDP and TCP, as a test tells it to.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "dns/packet.h"
#include "dns/wire_reader.h"

namespace dns {

struct Asked {
  std::string name;
  std::uint16_t type;
  bool over_tcp;
  std::string bytes;

  // The frame of an answer to this question.
  packet::Message answer(std::string answers = "", std::size_t count = 0,
                         std::size_t flags = 0) const {
    packet::Message message{name, Type::a, std::move(answers), count, flags, bytes.substr(0, 2)};
    while (type_number(message.type) != type)
      message.type = static_cast<Type>(static_cast<int>(message.type) + 1);
    return message;
  }
};

class NameServer {
 public:
  // What to send for one question, in order; nothing at all leaves it unanswered.
  using Answers = std::function<std::vector<std::string>(const Asked&)>;

  explicit NameServer(Answers answers, int family = AF_INET)
      : answers_(std::move(answers)), family_(family) {
    bind_both();
    if (tcp_ < 0 || udp_ < 0 || listen(tcp_, 5) != 0 || pipe(stop_.data()) != 0)
      throw std::runtime_error("no name server on loopback");
    thread_ = std::thread([this] { serve(); });
  }
  NameServer(const NameServer&) = delete;
  ~NameServer() {
    close(stop_[1]);
    thread_.join();
    for (const int fd : {udp_, tcp_, stop_[0]}) close(fd);
  }

  std::string address() const {
    return (family_ == AF_INET ? "127.0.0.1:" : "[::1]:") + std::to_string(port_);
  }
  int questions() const { return questions_; }

 private:
  // Both on one port; the port that UDP got may be taken for TCP, hence the tries.
  void bind_both() {
    for (int tries = 0; tries < 20 && tcp_ < 0; ++tries) {
      if (udp_ >= 0) close(udp_);
      port_ = 0;
      udp_ = bound(SOCK_DGRAM);
      tcp_ = bound(SOCK_STREAM);
    }
  }

  int bound(int type) {
    sockaddr_in6 address{};
    const auto port = htons(static_cast<std::uint16_t>(port_));
    socklen_t size = sizeof address;
    if (family_ == AF_INET) {
      sockaddr_in v4{};
      v4.sin_family = AF_INET;
      v4.sin_port = port;
      v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      std::memcpy(&address, &v4, size = sizeof v4);
    } else {
      address.sin6_family = AF_INET6;
      address.sin6_port = port;
      address.sin6_addr = in6addr_loopback;
    }
    const int fd = socket(family_, type, 0);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(fd, generic, size) != 0 || getsockname(fd, generic, &size) != 0) {
      close(fd);
      return -1;
    }
    port_ = ntohs(address.sin6_port);  // at the same place as sin_port
    return fd;
  }

  void serve() {
    std::array<pollfd, 3> sockets{pollfd{udp_, POLLIN, 0}, {tcp_, POLLIN, 0}, {stop_[0], 0, 0}};
    while (poll(sockets.data(), sockets.size(), -1) >= 0 && sockets[2].revents == 0) {
      if (sockets[0].revents != 0) serve_udp();
      if (sockets[1].revents != 0) serve_tcp();
    }
  }

  void serve_udp() {
    std::array<char, 4096> buffer{};
    sockaddr_storage from{};
    socklen_t from_size = sizeof from;
    auto* const peer = reinterpret_cast<sockaddr*>(&from);
    const ssize_t size = recvfrom(udp_, buffer.data(), buffer.size(), 0, peer, &from_size);
    if (size <= 0) return;
    for (const auto& answer : answers_to({buffer.data(), static_cast<std::size_t>(size)}, false))
      sendto(udp_, answer.data(), answer.size(), 0, peer, from_size);
  }

  void serve_tcp() {
    const int peer = accept(tcp_, nullptr, nullptr);
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(peer, buffer.data(), buffer.size(), 0);
    if (size > 2)
      for (const auto& answer :
           answers_to({buffer.data() + 2, static_cast<std::size_t>(size) - 2}, true)) {
        const std::string framed = packet::u16(answer.size()) + answer;
        ::send(peer, framed.data(), framed.size(), MSG_NOSIGNAL);
      }
    close(peer);
  }

  std::vector<std::string> answers_to(const std::string& bytes, bool over_tcp) {
    ++questions_;
    WireReader reader(bytes);
    reader.part(packet::kQuestionAt);
    const auto name = reader.name();
    const auto type = reader.u16();
    return answers_({name.value_or(""), type.value_or(0), over_tcp, bytes});
  }

  Answers answers_;
  int family_;
  int udp_ = -1, tcp_ = -1, port_ = 0;
  std::array<int, 2> stop_{};
  std::atomic<int> questions_ = 0;
  std::thread thread_;
};

}  // namespace dns
