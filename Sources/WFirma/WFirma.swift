// WFirma
