extension QRCode {
    /// Lines for a terminal, two rows of modules each, with the quiet zone. Dark modules are drawn as spaces and light ones as blocks, so that a
    /// terminal of light letters on dark ground shows the code as it is printed; readers take the opposite, too.
    public var halfBlocks: [String] {
        let edges = -Self.quietZone..<size + Self.quietZone
        return stride(from: edges.lowerBound, to: edges.upperBound, by: 2).map { row in
            String(
                edges.map { column -> Character in
                    switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
                    case (true, true): " "
                    case (true, false): "▄"
                    case (false, true): "▀"
                    case (false, false): "█"
                    }
                })
        }
    }

    /// The dark modules as one path of an SVG picture, a module being one unit, the quiet zone outside: runs of a row are one bar each.
    public var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while isDark(row: row, column: column) { column += 1 }
                if column > start { path += "M\(start) \(row)h\(column - start)v1h-\(column - start)z" }
                column += 1
            }
        }
        return path
    }
}
