# The same function as template.yaml, for those who use Terraform: docs/images.md has the commands.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "name" {
  description = "Name of the function."
  type        = string
  default     = "firstlight"
}

variable "image_uri" {
  description = "The image in Amazon ECR, best by its digest."
  type        = string
}

variable "memory_megabytes" {
  description = "Memory. CPU time is granted with it; 1,769 MB are one CPU."
  type        = number
  default     = 1769
}

variable "provisioned_concurrency" {
  description = "Instances that are kept ready; 0 for none."
  type        = number
  default     = 0
}

variable "model_bucket" {
  description = "The bucket of the model, where the image was built with --model s3://BUCKET/...; else empty."
  type        = string
  default     = ""
}

resource "aws_iam_role" "function" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.function.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "model" {
  count = var.model_bucket == "" ? 0 : 1
  name  = "model"
  role  = aws_iam_role.function.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = "arn:aws:s3:::${var.model_bucket}/*"
    }]
  })
}

resource "aws_lambda_function" "function" {
  function_name = var.name
  role          = aws_iam_role.function.arn
  package_type  = "Image"
  image_uri     = var.image_uri
  architectures = ["x86_64"]
  memory_size   = var.memory_megabytes
  timeout       = 30
  publish       = true

  environment {
    variables = {
      # Below the function's time-out, so that a request that waits is answered.
      FIRSTLIGHT_REQUEST_TIMEOUT = "25s"
    }
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.function.function_name
  function_version = aws_lambda_function.function.version
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count                             = var.provisioned_concurrency > 0 ? 1 : 0
  function_name                     = aws_lambda_function.function.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.provisioned_concurrency
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.function.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "AWS_IAM"
}

output "url" {
  description = "Where requests go, signed by callers that may invoke the function's URL."
  value       = aws_lambda_function_url.live.function_url
}
