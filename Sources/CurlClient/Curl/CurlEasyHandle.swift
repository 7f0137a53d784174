import CCurl

/// One easy handle and what libcurl keeps pointers to while it runs.
final class CurlEasyHandle {
    let easy: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    /// The first option that libcurl refused, if any: the request must not leave half prepared.
    private var refused: CURLcode = CURLE_OK

    init?() {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(easy)
        errorText.deallocate()
        curl_slist_free_all(fields)
    }

    /// Forgets the last request; connections and names belong to the multi handle and stay.
    func reset() {
        curl_easy_reset(easy)
        curl_slist_free_all(fields)
        fields = nil
        errorText.pointee = 0
        refused = CURLE_OK
    }

    /// Sets all options for `transfer`; returns why libcurl refused one, or nil.
    func prepare(_ transfer: CurlTransfer, options: CurlOptions) -> String? {
        setTransport(options, timeout: transfer.submission.request.timeout)
        setTrust(options)
        setRequest(transfer.submission.request)
        setCallbacks(transfer)
        return refused == CURLE_OK ? nil : String(cString: curl_easy_strerror(refused))
    }

    private func setTransport(_ options: CurlOptions, timeout: Duration) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        set(CURLOPT_HTTP_VERSION, ccurl_http_2_over_tls)
        set(CURLOPT_PIPEWAIT, 1)
        set(CURLOPT_TIMEOUT_MS, timeout.milliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, min(options.connectTimeout, timeout).milliseconds)
        set(CURLOPT_MAXLIFETIME_CONN, options.maxConnectionAge.wholeSeconds)
        set(CURLOPT_MAXAGE_CONN, options.maxConnectionIdle.wholeSeconds)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, options.keepAlive.wholeSeconds)
        set(CURLOPT_TCP_KEEPINTVL, options.keepAlive.wholeSeconds)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
    }

    private func setTrust(_ options: CurlOptions) {
        set(CURLOPT_SSLVERSION, ccurl_tls_1_2)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = options.caFile {
            set(CURLOPT_CAINFO, caFile)
            // Debian's libcurl also trusts a directory unless told not to: then the file would not be the only trust.
            note(ccurl_set_text(easy, CURLOPT_CAPATH, nil))
        }
        if let certificate = options.clientCertificate {
            set(CURLOPT_SSLCERT, certificate.chainFile)
            set(CURLOPT_SSLKEY, certificate.keyFile)
        }
    }

    private func setRequest(_ request: ExchangeRequest) {
        set(CURLOPT_URL, request.url)
        let takesBody = request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method)
        if takesBody {
            let body = request.body ?? []
            set(CURLOPT_POST, 1)
            note(ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            // Copied, since an array's pointer dies with its closure. The added zero is not sent: it gives an empty body
            // an address, for nil would mean "ask a callback".
            (body + [0]).withUnsafeBytes { bytes in
                note(ccurl_set_text(easy, CURLOPT_COPYPOSTFIELDS, bytes.bindMemory(to: CChar.self).baseAddress))
            }
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        }
        if !["GET", "HEAD"].contains(request.method) || takesBody { set(CURLOPT_CUSTOMREQUEST, request.method) }

        for (name, value) in request.headers {
            // libcurl takes "Name:" for "leave this field out" and "Name;" for an empty one.
            append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        // What libcurl would add of its own accord to a body.
        append("Expect:")
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { append("Content-Type:") }
        note(ccurl_set_list(easy, CURLOPT_HTTPHEADER, fields))
    }

    private func setCallbacks(_ transfer: CurlTransfer) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        note(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        note(ccurl_set_pointer(easy, CURLOPT_PRIVATE, context))
        note(ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context))
        note(ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context))
        note(ccurl_set_pointer(easy, CURLOPT_PREREQDATA, context))
        note(ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, CurlTransfer.receiveBody))
        note(ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, CurlTransfer.receiveField))
        note(ccurl_set_start_callback(easy, CurlTransfer.start))
    }

    private func append(_ field: String) {
        guard let longer = curl_slist_append(fields, field) else { return note(CURLE_OUT_OF_MEMORY) }
        fields = longer
    }

    private func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }
    private func set(_ option: CURLoption, _ value: String) { note(ccurl_set_text(easy, option, value)) }

    private func note(_ code: CURLcode) {
        if refused == CURLE_OK { refused = code }
    }
}

// MARK: what it tells

extension CurlEasyHandle {
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        ccurl_get_long(easy, info, &value)
        return value
    }

    /// libcurl's own words for what went wrong.
    func reason(_ code: CURLcode) -> String {
        let general = String(cString: curl_easy_strerror(code))
        let detail = String(cString: errorText)
        return detail.isEmpty ? general : detail
    }
}
