#pragma once
// Deadlines of the connections of one loop. Every kind has one fixed length, so the deadlines of a kind
// expire in the order they were set: a list a kind, set and unset in constant time, and a tick looks at the
// fronts only. A deadline covers a whole phase (the head, the body) and is not renewed by each byte: a client
// that trickles is ended on time (slowloris).

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>

namespace narvi::http::server {

enum class Phase : std::uint8_t {
  kHead,    ///< from the first byte (or the connection) to the end of the head; also a TLS handshake
  kBody,    ///< the whole body
  kIdle,    ///< between requests
  kWrite,   ///< one answer taken by the client
  kLinger,  ///< after the last answer, waiting for the client to have read it
};
inline constexpr std::size_t kPhases = 5;

struct DeadlineLengths {
  std::array<std::chrono::milliseconds, kPhases> length = {std::chrono::seconds(5), std::chrono::seconds(10),
                                                           std::chrono::seconds(75), std::chrono::seconds(10),
                                                           std::chrono::seconds(2)};
  std::chrono::milliseconds& operator[](Phase phase) { return length[static_cast<std::size_t>(phase)]; }
  std::chrono::milliseconds operator[](Phase phase) const { return length[static_cast<std::size_t>(phase)]; }
};

/// Something that a deadline ends.
class Expiring {
 public:
  virtual ~Expiring() = default;
  /// Called once per armed deadline, from Deadlines::expire, after it was disarmed.
  virtual void on_deadline(Phase phase) = 0;
};

class Deadlines {
  static constexpr std::size_t kParked = kPhases;  // index of the list of slots without a deadline

 public:
  using Time = std::chrono::steady_clock::time_point;

  /// A place for one deadline of one owner. Gives itself back when destroyed.
  class Slot {
   public:
    Slot(Deadlines& all, Expiring& owner);
    ~Slot();
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    /// Sets the deadline of `phase` counting from `now`, instead of the one set before.
    void arm(Phase phase, Time now);
    void disarm();
    bool armed() const { return list_ != kParked; }

   private:
    friend class Deadlines;
    Deadlines& all_;
    std::list<Slot*>::iterator at_;
    Expiring& owner_;
    Time due_{};
    std::size_t list_ = kParked;
  };

  explicit Deadlines(const DeadlineLengths& lengths) : lengths_(lengths) {}

  /// Ends everything that is due. Owners may arm, disarm and vanish meanwhile.
  void expire(Time now);
  /// How often expire() should be called: an eighth of the shortest length, between 5 ms and 250 ms.
  std::chrono::milliseconds tick() const;

 private:
  DeadlineLengths lengths_;
  std::array<std::list<Slot*>, kPhases + 1> lists_;
};

}  // namespace narvi::http::server
