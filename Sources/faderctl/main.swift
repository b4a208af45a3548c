print("faderctl")
