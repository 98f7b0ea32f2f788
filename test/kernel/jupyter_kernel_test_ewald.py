"""The suite of the Jupyter project for kernels, told our language. Run by jupyterKernelTest.test.ts."""

import unittest

import jupyter_kernel_test


class EwaldKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "ewald"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Math.sqr", "matches": ["sqrt"]},
        {"text": "conso", "matches": ["console"]},
    ]
    complete_code_samples = ["1", "const a = `x`", "function f() {}"]
    incomplete_code_samples = ["function f() {", "const a = `x", "foo("]
    invalid_code_samples = ["const = 3", "}"]
    code_generate_error = "throw new Error('x')"
    code_execute_result = [{"code": "6 * 7", "result": "42"}]
    code_display_data = [
        {"code": "display.png(new Uint8Array([1, 2]))", "mime": "image/png"},
        {"code": "display.html('<b>x</b>')", "mime": "text/html"},
    ]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.sqrt"
    code_clear_output = "display.clear()"
    code_page_something = "Math.sqrt?"


if __name__ == "__main__":
    unittest.main()
