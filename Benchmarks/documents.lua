-- wrk's script: POSTs a warehouse document of 2 KB, signed, under a fresh id each time. OpenSSL signs, by LuaJIT's FFI.
-- Arguments: a prefix for ids that no other run uses, the key, `standard` or `body` for the kind of signature, the number of products.
local ffi = require("ffi")
ffi.cdef [[
const void *EVP_sha256(void);
unsigned char *HMAC(const void *md, const void *key, int keyLength, const char *data, size_t length, unsigned char *code, unsigned int *codeLength);
int EVP_EncodeBlock(unsigned char *text, const unsigned char *bytes, int count);
]]
local crypto = ffi.load("libcrypto.so.3")
local sha256 = crypto.EVP_sha256()
local code = ffi.new("unsigned char[32]")
local text = ffi.new("unsigned char[64]")

local threads = 0
function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local key, kind, products, prefix
local count = 0
local head, tail

function init(arguments)
    prefix, key, kind, products = arguments[1] .. number, arguments[2], arguments[3], tonumber(arguments[4])
    head = '{"event":"warehouse_document.added","warehouse_document":{"id":"'
    -- What wFirma knows of a document and the gateway does not need.
    local remark = string.rep("Towar sprawdzony przy przyjęciu, opakowanie bez uszkodzeń. ", 21)
    tail = '","type":"PZ","fullnumber":"PZ 12/2026","version":1,"date":"2026-11-24","warehouse":{"id":"1"},'
        .. '"id_external":null,"contractor":{"id":"4711","name":"Hurtownia Kubków sp. z o.o.","nip":"5260250274"},'
        .. '"price":"1249.50","currency":"PLN","description":"' .. remark .. '",'
        .. '"warehouse_document_contents":[{"unit":"szt.","price":"12.50","count":"1.0000","good":{"id":"'
end

local function sign(data)
    crypto.HMAC(sha256, key, #key, data, #data, code, nil)
end

function request()
    count = count + 1
    local id = prefix .. "-" .. count
    local body = head .. id .. tail .. (count % products + 1) .. '"}}]}}'
    local signature
    if kind == "standard" then
        local now = os.time()
        sign(id .. "." .. now .. "." .. body)
        local length = crypto.EVP_EncodeBlock(text, code, 32)
        signature = "webhook-id: " .. id .. "\r\nwebhook-timestamp: " .. now .. "\r\nwebhook-signature: v1," .. ffi.string(text, length)
    else
        sign(body)
        local hex = ffi.string(code, 32):gsub(".", function(byte) return string.format("%02x", byte:byte()) end)
        signature = "X-Signature: sha256=" .. hex
    end
    return "POST " .. wrk.path .. " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" .. signature
        .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"rate":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f,"faults_status":%d,"faults_connect":%d,"faults_read":%d,"faults_write":%d,"faults_timeout":%d}\n',
        summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        latency.max / 1000, errors.status, errors.connect, errors.read, errors.write, errors.timeout))
end
