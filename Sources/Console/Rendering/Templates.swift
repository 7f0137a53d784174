/// The templates by the name that pages and templates call them.
enum Templates {
    static let all: [String: [UInt8]] = [
        "layout": PackageResources.layout_mustache,
        "fault": PackageResources.fault_mustache,
        "merchants": PackageResources.merchants_mustache,
        "sign-in": PackageResources.sign_in_mustache,
        "set-up": PackageResources.set_up_mustache,
        "offers": PackageResources.offers_mustache,
        "offer": PackageResources.offer_mustache,
        "problem": PackageResources.problem_mustache,
        "links": PackageResources.links_mustache,
        "overview": PackageResources.overview_mustache,
        "problems": PackageResources.problems_mustache,
        "connection": PackageResources.connection_mustache,
        "settings": PackageResources.settings_mustache,
        "users": PackageResources.users_mustache,
        "audit": PackageResources.audit_mustache,
        "orders": PackageResources.orders_mustache,
        "order": PackageResources.order_mustache,
        "oversold": PackageResources.oversold_mustache,
        "products": PackageResources.products_mustache,
        "product": PackageResources.product_mustache,
        "deliveries": PackageResources.deliveries_mustache,
        "delivery": PackageResources.delivery_mustache,
        "deed-preview": PackageResources.deed_preview_mustache,
        "deed-result": PackageResources.deed_result_mustache,
    ]
}
