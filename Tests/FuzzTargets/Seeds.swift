/// Texts of the right shape, small, so that a change of a byte matters.
enum Seeds {
    static let signatures: [[UInt8]] = bytes([
        "msg_1\n1780000000\nv1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=\n{}",
        "msg_1\n1780000300\nv1, v2,AA== v1a,AA== v1,AA==\n{\"event\":\"good.count_changed\"}",
        "\n-1\nv1,\n",
    ])

    static let wfirmaBodies: [[UInt8]] = bytes([
        #"""
        {"event":"warehouse_document.added","warehouse_document":{"id":"9001","type":"WZ","version":1,"modified":"2026-11-24 10:15:00",
        "warehouse":{"id":1},"corrects":null,"warehouse_document_contents":[{"good":{"id":"501"},"count":"3.0000"}]}}
        """#,
        #"""
        {"event":"warehouse_document.changed","warehouse_document":{"id":"1","type":"MM","version":"2","warehouse":{"id":"1"},
        "warehouse_to":{"id":"2"},"warehouse_document_contents":{"0":{"warehouse_document_content":{"good":{"id":"5"},"count":1.5}}}}}
        """#,
        #"{"event":"good.count_changed","good":{"id":"501","code":"KUB","count":"-1.25","modified":"2026-11-24 10:15:00"},"warehouse":{"id":"1"}}"#,
        #"""
        {"webhook_key":"k","metainfo":{"webhook_event":"warehouse_good/edit","object_name":"warehouse_good","object_id":"7"},
        "warehouse_goods":[{"id":"7","good":{"id":"501"},"count":"3.0000"}]}
        """#,
        #"{"event_type":"Faktury.Dodanie","object_id":77,"webhook_key":"k"}"#,
        """
        <webhook><event>warehouse_document.added</event><warehouse_document><id>9</id><type>PZ</type><version>1</version><warehouse><id>1</id>
        </warehouse><warehouse_document_contents><warehouse_document_content><good><id>5</id></good><count>3.0</count>
        </warehouse_document_content></warehouse_document_contents></warehouse_document></webhook>
        """,
        #"{"a":[1e999,-0.0,"\ud83d\ude00\u0000",null,true,{}],"b":{"c":[[[[]]]]}}"#,
    ])

    static let allegroBodies: [[UInt8]] = bytes([
        #"""
        {"events":[{"id":"1","type":"BOUGHT","occurredAt":"2026-11-24T09:15:00.000Z","order":{"checkoutForm":{"id":"f","revision":"r"},
        "lineItems":[{"id":"l","offer":{"id":"1"},"quantity":2,"boughtAt":"2026-11-24T09:15:00Z","price":{"amount":"1.99","currency":"PLN"}}]}}]}
        """#,
        #"""
        {"id":"f","status":"READY_FOR_PROCESSING","revision":"r","updatedAt":"2026-11-24T09:20:00.5Z","buyer":{"login":"a","firstName":"b",
        "address":{"street":"c","city":"d","postCode":"60-001","countryCode":"PL"}},"payment":{"type":"ONLINE","paidAmount":{"amount":"9.97",
        "currency":"PLN"}},"fulfillment":{"status":"NEW"},"delivery":{"cost":{"amount":"9.99","currency":"PLN"}},"invoice":{"required":true,
        "address":{"company":{"name":"e","ids":[{"type":"PL_NIP","value":"525-244-57-67"}]}}},"lineItems":[{"id":"l","offer":{"id":"1"},
        "quantity":1,"price":{"amount":"0.01","currency":"PLN"},"tax":{"rate":"23.00"},"boughtAt":"2026-11-24T09:15:00Z"}]}
        """#,
    ])

    static let wfirmaAnswers: [[UInt8]] = [
        answer(
            0, 1,
            #"{"status":{"code":"OK"},"warehouses":{"0":{"warehouse":{"id":"1","name":"Główny"}},"parameters":{"limit":20,"page":1,"total":1}}}"#),
        answer(0, 2, #"{"goods":{"0":{"good":{"id":"5","code":"K","count":"3.0000"}},"parameters":{"total":"1"}},"status":{"code":"OK"}}"#),
        answer(
            0, 4,
            #"""
            {"warehouse_documents":{"0":{"warehouse_document":{"id":"9","type":"WZ","fullnumber":"WZ 1","date":"2026-11-24","version":"1",
            "warehouse":{"id":"1"},"invoice":{"id":"0"},"warehouse_document_contents":{"0":{"warehouse_document_content":
            {"good":{"id":"5"},"count":"1"}}}}}},"status":{"code":"OK"}}
            """#),
        answer(
            0, 7,
            #"""
            {"invoices":{"0":{"invoice":{"id":"1","fullnumber":"FV 1","total":"12.30","currency":"PLN","invoicecontents":{"0":{"invoicecontent":
            {"name":"a","count":"1.0000","price":"10.00","vat_code":{"id":"222"}}}}}}},"status":{"code":"OK"}}
            """#),
        answer(0, 0, #"{"status":{"code":"ERROR"},"errors":{"error":{"field":"id","message":"Brak"}}}"#),
    ]

    static let allegroAnswers: [[UInt8]] = [
        answer(0, 0, #"{"offers":[{"id":"1","name":"a","stock":{"available":3},"publication":{"status":"ACTIVE"}}],"count":1,"totalCount":1}"#),
        answer(0, 1, #"{"id":"1","stock":{"available":3},"publication":{"status":"ENDED","endedBy":"EMPTY_STOCK","republish":false}}"#),
        answer(1, 3, #"{"id":"6f3e5cd6-0000-4000-8000-000000000001","taskCount":{"total":0,"success":0,"failed":0}}"#),
        answer(0, 5, #"{"tasks":[{"offer":{"id":"1"},"status":"FAIL","errors":[{"code":"X","message":"m"}],"field":"quantity"}]}"#),
        answer(0, 6, #"{"invoices":[{"id":"i","invoiceNumber":"FV 1","file":{"name":"a.pdf","securityVerification":{"status":"WAITING"}}}]}"#),
        answer(0, 9, #"{"device_code":"d","user_code":"u","verification_uri":"https://localhost/c","interval":5,"expires_in":3600}"#),
        answer(11, 2, #"{"errors":[{"code":"VALIDATION_ERROR","message":"m","details":null,"path":"stock.available","userMessage":"u"}]}"#),
    ]

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    /// As ``Answers`` reads it.
    private static func answer(_ status: UInt8, _ call: UInt8, _ text: String) -> [UInt8] { [status, call] + Array(text.utf8) }
}
