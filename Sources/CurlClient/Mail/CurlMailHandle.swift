import CCurl

/// One easy handle that carries one message, or tries the way of one.
final class CurlMailHandle {
    private let easy: UnsafeMutableRawPointer
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private var refused: CURLcode = CURLE_OK
    /// What is still to be read by libcurl.
    private var rest: ArraySlice<UInt8> = []

    init?() {
        guard CurlLibrary.isReady, let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(recipients)
    }

    func send(_ message: MailMessage, through server: MailServer, password: String?) -> Result<Void, ExchangeError> {
        rest = message.bytes[...]
        prepare(server, password)
        load(message)
        guard let (reason, answer) = perform() else { return .success(()) }
        // Read to its end and not refused: it may have been taken.
        return .failure(rest.isEmpty && answer < 400 ? .answerLost(reason: reason) : .notSent(reason: reason))
    }

    func greet(_ server: MailServer, password: String?) -> Result<Void, ExchangeError> {
        prepare(server, password)
        // Without a message libcurl asks for help, and writes the answer out.
        set(CURLOPT_CUSTOMREQUEST, "NOOP")
        set(CURLOPT_NOBODY, 1)
        guard let (reason, _) = perform() else { return .success(()) }
        return .failure(.notSent(reason: reason))
    }

    /// Nil when all went well; else why not, and the server's last answer (0: none).
    private func perform() -> (reason: String, answer: Int)? {
        guard refused == CURLE_OK else { return (String(cString: curl_easy_strerror(refused)), 0) }
        let result = curl_easy_perform(easy)
        if result == CURLE_OK { return nil }
        var answer = 0
        ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &answer)
        return (String(cString: curl_easy_strerror(result)) + (answer > 0 ? " (the server's last answer: \(answer))" : ""), answer)
    }

    private func prepare(_ server: MailServer, _ password: String?) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_PROXY, "")
        set(CURLOPT_URL, server.url)
        set(CURLOPT_TIMEOUT_MS, server.timeout.milliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, server.timeout.milliseconds)
        set(CURLOPT_USE_SSL, Int(server.isOnThisMachine ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue))
        set(CURLOPT_SSLVERSION, ccurl_tls_1_2)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = server.caFile {
            set(CURLOPT_CAINFO, caFile)
            note(ccurl_set_text(easy, CURLOPT_CAPATH, nil))
        }
        if let user = server.user {
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, password ?? "")
        }
    }

    private func load(_ message: MailMessage) {
        set(CURLOPT_MAIL_FROM, "<\(message.from)>")
        for recipient in message.to {
            guard let longer = curl_slist_append(recipients, "<\(recipient)>") else { return note(CURLE_OUT_OF_MEMORY) }
            recipients = longer
        }
        note(ccurl_set_list(easy, CURLOPT_MAIL_RCPT, recipients))
        set(CURLOPT_UPLOAD, 1)
        // The handle outlives the call that reads from it.
        note(ccurl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque()))
        note(ccurl_set_data_callback(easy, CURLOPT_READFUNCTION, Self.read))
    }

    private static let read: ccurl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let handle = Unmanaged<CurlMailHandle>.fromOpaque(context).takeUnretainedValue()
        let part = handle.rest.prefix(size * count)
        UnsafeMutableRawPointer(bytes).copyMemory(from: Array(part), byteCount: part.count)
        handle.rest = handle.rest.dropFirst(part.count)
        return part.count
    }

    private func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }
    private func set(_ option: CURLoption, _ value: String) { note(ccurl_set_text(easy, option, value)) }

    private func note(_ code: CURLcode) {
        if refused == CURLE_OK { refused = code }
    }
}
