"""placeholder"""
print("cancel")
