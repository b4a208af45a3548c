print("faderd")
