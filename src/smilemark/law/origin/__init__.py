"""原產地證明書及加工證明書管理辦法: the basic condition of point 17."""
